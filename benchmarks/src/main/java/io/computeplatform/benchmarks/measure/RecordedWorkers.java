package io.computeplatform.benchmarks.measure;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.concurrent.TimeoutException;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Workers that record each attempt in a file, because their process may be killed.
 */
public final class RecordedWorkers implements AutoCloseable {

	private final RunLog log;

	private final Contender contender;

	private RecordedWorkers(RunLog log, Contender contender) {
		this.log = log;
		this.contender = contender;
	}

	public static RecordedWorkers start(Contenders contender, Sandbox sandbox, int workers, File file)
			throws Exception {
		RecordedWorkers started = new RecordedWorkers(new RunLog(file), contender.open(sandbox));
		started.contender.start(workers, (work) -> started.record(work.number()));
		return started;
	}

	private void record(int job) {
		try {
			this.log.add(job);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() throws IOException, SQLException, TimeoutException {
		this.contender.close();
		this.log.close();
	}

}
