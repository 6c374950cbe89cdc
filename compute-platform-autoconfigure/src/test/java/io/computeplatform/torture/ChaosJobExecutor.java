package io.computeplatform.torture;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import javax.sql.DataSource;

import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.NonRetryableJobException;
import io.computeplatform.torture.EventLog.Event;
import org.slf4j.event.Level;

/**
 * Goes through its {@link ChaosJob} and takes notes.
 */
final class ChaosJobExecutor implements JobExecutor<ChaosJob> {

	private static final Duration LONG = TortureMain.LEASE.plusSeconds(1);

	private final EventLog notes;

	private final DataSource connections;

	private final boolean spared;

	/**
	 * Creates an executor.
	 * @param spared whether it does nothing that would end the JVM
	 */
	ChaosJobExecutor(EventLog notes, DataSource connections, boolean spared) {
		this.notes = notes;
		this.connections = connections;
		this.spared = spared;
	}

	@Override
	public void execute(JobContext<ChaosJob> job) throws Exception {
		run(job, job.payload());
	}

	void run(JobContext<?> job, ChaosJob ordeal) throws Exception {
		this.notes.write(Event.STARTED, job.id(), job.tryNumber());
		job.progress(0, 1);
		job.log(Level.INFO, "try " + job.tryNumber());
		job.result(job.tryNumber());
		try {
			perform(ordeal, job.tryNumber());
		}
		catch (InterruptedException ex) {
			this.notes.write(Event.INTERRUPTED, job.id(), job.tryNumber());
			throw ex;
		}
		catch (Exception ex) {
			this.notes.write(Event.THREW, job.id(), job.tryNumber());
			throw ex;
		}
		this.notes.write(Event.RETURNED, job.id(), job.tryNumber());
	}

	private void perform(ChaosJob ordeal, int tryNumber) throws Exception {
		switch (ordeal.kind()) {
			case SUCCEED -> {
			}
			case FAIL_SOMETIMES -> failIf((ordeal.key().hashCode() + tryNumber) % 3 == 0);
			case FAIL_ALWAYS -> failIf(true);
			case FAIL_FOR_GOOD -> throw new NonRetryableJobException("Not to be tried again");
			case HANG -> TimeUnit.HOURS.sleep(1);
			case HANG_DEAF -> hangDeaf();
			case TAKE_LONG -> TimeUnit.MILLISECONDS.sleep(LONG.toMillis());
			case HOG_CONNECTIONS -> hogConnections();
			case HALT -> halt(tryNumber);
			case EXHAUST_MEMORY -> exhaustMemory(tryNumber);
		}
	}

	private static void failIf(boolean condition) {
		if (condition) {
			throw new IllegalStateException("Failed on purpose");
		}
	}

	private static void hangDeaf() {
		long end = System.nanoTime() + TortureMain.TIMEOUT.plusSeconds(3).toNanos();
		while (System.nanoTime() - end < 0) {
			Thread.interrupted();
			LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
		}
	}

	private void hogConnections() throws SQLException, InterruptedException {
		List<Connection> taken = new ArrayList<>();
		try {
			for (int i = 0; i < TortureMain.POOL; i++) {
				taken.add(this.connections.getConnection());
			}
			TimeUnit.SECONDS.sleep(1);
		}
		catch (SQLTransientConnectionException ex) {
			// All that there were are taken.
			TimeUnit.SECONDS.sleep(1);
		}
		finally {
			for (Connection connection : taken) {
				connection.close();
			}
		}
	}

	private void halt(int tryNumber) {
		if (tryNumber == 1 && !this.spared) {
			Runtime.getRuntime().halt(137);
		}
	}

	private void exhaustMemory(int tryNumber) {
		if (tryNumber == 1 && !this.spared) {
			List<byte[]> hoard = new ArrayList<>();
			while (hoard.size() < Integer.MAX_VALUE) {
				hoard.add(new byte[1 << 20]);
			}
		}
	}

}
