package io.computeplatform.internal.worker;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.computeplatform.internal.attempt.Lease;
import io.computeplatform.internal.attempt.OutageRetry;
import io.computeplatform.internal.attempt.Shutdown;
import io.computeplatform.internal.store.WorkerRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * The lease of this process. It is renewed by the database's clock, and considered valid
 * no longer than that by the monotonic clock of the JVM. A worker that was declared lost
 * continues under a new name.
 */
final class WorkerLease implements Lease, SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(WorkerLease.class);

	private static final int STOP_TIMEOUT_SECONDS = 5;

	private final WorkerRows rows;

	private final Duration duration;

	private final Duration renewal;

	private final Shutdown shutdown;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition good = this.lock.newCondition();

	/**
	 * Name of this start. A statement that hung since before a restart returns with
	 * another one, and must not affect this one.
	 */
	private volatile String worker = newName();

	private volatile long validUntil = System.nanoTime();

	private volatile boolean running;

	WorkerLease(WorkerRows rows, Duration duration, Duration renewal, Shutdown shutdown) {
		this.rows = rows;
		this.duration = duration;
		this.renewal = renewal;
		this.shutdown = shutdown;
		this.scheduler.setThreadNamePrefix("compute-lease-");
		this.scheduler.setDaemon(true);
		this.scheduler.setWaitForTasksToCompleteOnShutdown(true);
		this.scheduler.setAwaitTerminationSeconds(STOP_TIMEOUT_SECONDS);
	}

	private static String newName() {
		// pid@host of the JVM, and a part that is unique for each start.
		return ManagementFactory.getRuntimeMXBean().getName() + "/" + UUID.randomUUID().toString().substring(0, 8);
	}

	@Override
	public String worker() {
		return this.worker;
	}

	@Override
	public String awaitValid() {
		try {
			while (!isValid()) {
				if (this.shutdown.isDraining()) {
					throw new InterruptedException("The worker stops");
				}
				this.lock.lockInterruptibly();
				try {
					this.good.await(100, TimeUnit.MILLISECONDS);
				}
				finally {
					this.lock.unlock();
				}
			}
			return this.worker;
		}
		catch (InterruptedException ex) {
			throw new OutageRetry.StoppedException("The worker stopped before its lease was valid", ex);
		}
	}

	@Override
	public boolean isValid() {
		return System.nanoTime() - this.validUntil < 0;
	}

	@Override
	public void invalidate() {
		this.validUntil = System.nanoTime();
		this.scheduler.execute(this::renew);
	}

	private void renew() {
		String name = this.worker;
		try {
			if (!renewAs(name)) {
				String next = newName();
				if (!changeName(name, next)) {
					return;
				}
				LOG.warn("Worker {} was declared lost after its lease lapsed; continuing as {}. "
						+ "Jobs that it was running are retried, here or elsewhere", name, next);
				name = next;
				renewAs(name);
			}
			if (!isValid()) {
				// The response arrived after the renewal would have lapsed.
				renewAs(name);
			}
		}
		catch (DataAccessException | TransactionException ex) {
			LOG.warn("Failed to renew the lease of worker {}: {}", name, ex.getMessage());
		}
	}

	private boolean changeName(String from, String to) {
		this.lock.lock();
		try {
			if (!this.worker.equals(from)) {
				return false;
			}
			this.worker = to;
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean renewAs(String name) {
		long asked = System.nanoTime();
		if (!this.rows.renew(name, this.duration)) {
			return false;
		}
		this.lock.lock();
		try {
			if (name.equals(this.worker)) {
				this.validUntil = asked + this.duration.toNanos();
				this.good.signalAll();
			}
		}
		finally {
			this.lock.unlock();
		}
		return true;
	}

	@Override
	public void start() {
		if (this.running) {
			return;
		}
		// Attempts from before a stop that do not end keep the previous name.
		this.lock.lock();
		try {
			this.worker = newName();
			this.validUntil = System.nanoTime();
		}
		finally {
			this.lock.unlock();
		}
		renew();
		this.scheduler.initialize();
		this.scheduler.scheduleWithFixedDelay(this::renew, this.renewal);
		this.running = true;
	}

	@Override
	public void stop() {
		if (!this.running) {
			return;
		}
		this.running = false;
		String name = this.worker;
		// On a daemon thread: a stop must not wait for a database that stalls.
		this.scheduler.execute(() -> deleteLease(name));
		this.scheduler.shutdown();
	}

	private void deleteLease(String name) {
		try {
			this.rows.remove(name);
		}
		catch (DataAccessException | TransactionException ex) {
			LOG.warn("Worker {} failed to delete its lease, which will lapse: {}", name, ex.getMessage());
		}
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
