package io.computeplatform.benchmarks.agent;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.rmi.Remote;
import java.rmi.server.UnicastRemoteObject;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Memory;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.measure.RecordedWorkers;
import io.computeplatform.benchmarks.measure.WorkerGroup;
import io.computeplatform.benchmarks.measure.WorkerGroup.Share;
import io.computeplatform.benchmarks.server.Sandbox;
import org.jspecify.annotations.Nullable;

/**
 * The process of a contender: prints its remote stub, and exits when the process that
 * started it exits.
 */
final class AgentMain implements Agent {

	/** Strong reference that keeps the remote object from being garbage collected. */
	private static @Nullable Agent exported;

	private final Contenders contender;

	private volatile @Nullable WorkerGroup workerGroup;

	private volatile @Nullable RecordedWorkers recordedWorkers;

	private AgentMain(Contenders contender) {
		this.contender = contender;
	}

	@Override
	public List<Reading> run(Measure measure, Sandbox sandbox) {
		return attempt(() -> measure.run(this.contender, sandbox));
	}

	@Override
	public void startWorkers(Sandbox sandbox, int workers, int jobs) {
		attempt(() -> {
			WorkerGroup started = WorkerGroup.start(this.contender, sandbox, workers, jobs);
			this.workerGroup = started;
			started.awaitHeld();
			return true;
		});
	}

	@Override
	public void releaseWorkers() {
		workerGroup().release();
	}

	@Override
	public int completedJobs() {
		return workerGroup().done();
	}

	@Override
	public void awaitRecorded(int jobs) {
		attempt(() -> {
			workerGroup().awaitRecorded(jobs);
			return true;
		});
	}

	@Override
	public Share stopWorkers() {
		return attempt(() -> {
			WorkerGroup ended = workerGroup();
			ended.close();
			return ended.share();
		});
	}

	private WorkerGroup workerGroup() {
		return Objects.requireNonNull(this.workerGroup, "No workers were started");
	}

	@Override
	public void recordRuns(Sandbox sandbox, int workers, File file) {
		attempt(() -> {
			this.recordedWorkers = RecordedWorkers.start(this.contender, sandbox, workers, file);
			return true;
		});
	}

	@Override
	public void stopRuns() {
		attempt(() -> {
			Objects.requireNonNull(this.recordedWorkers, "No workers were started").close();
			return true;
		});
	}

	@Override
	public List<Reading> peakMemory(String metric) {
		return attempt(() -> Memory.peak(metric).stream().toList());
	}

	private static <T> T attempt(Callable<T> call) {
		try {
			return call.call();
		}
		catch (Exception ex) {
			StringWriter trace = new StringWriter();
			ex.printStackTrace(new PrintWriter(trace));
			throw new IllegalStateException(trace.toString());
		}
	}

	public static void main(String[] arguments) throws IOException {
		Locale.setDefault(Locale.ROOT);
		exported = new AgentMain(Contenders.valueOf(arguments[0]));
		Remote stub = UnicastRemoteObject.exportObject(exported, 0);
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
			out.writeObject(stub);
		}
		System.out.println(Base64.getEncoder().encodeToString(bytes.toByteArray()));
		System.setOut(System.err);
		while (System.in.read() >= 0) {
			// Reads until the parent closes the stream or exits.
		}
		Runtime.getRuntime().halt(0);
	}

}
