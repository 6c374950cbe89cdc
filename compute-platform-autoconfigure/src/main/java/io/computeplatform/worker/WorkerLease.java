package io.computeplatform.worker;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.store.WorkerRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * The lease of this process. Renewed by the database's clock, believed no longer than
 * that by the monotonic one of the JVM. A worker that was declared lost comes back under
 * a new name.
 */
final class WorkerLease implements SmartLifecycle {

	static final int PHASE = Dispatcher.PHASE + 100;

	private static final Logger LOG = LoggerFactory.getLogger(WorkerLease.class);

	private static final int LAST_WORD_SECONDS = 5;

	private final WorkerRows rows;

	private final Duration duration;

	private final Duration renewal;

	private final Shutdown shutdown;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition good = this.lock.newCondition();

	private volatile String worker = newName();

	private volatile long goodUntil = System.nanoTime();

	private volatile boolean running;

	WorkerLease(WorkerRows rows, Duration duration, Duration renewal, Shutdown shutdown) {
		this.rows = rows;
		this.duration = duration;
		this.renewal = renewal;
		this.shutdown = shutdown;
		this.scheduler.setThreadNamePrefix("compute-lease-");
		this.scheduler.setDaemon(true);
		this.scheduler.setWaitForTasksToCompleteOnShutdown(true);
		this.scheduler.setAwaitTerminationSeconds(LAST_WORD_SECONDS);
	}

	private static String newName() {
		// pid@host of the JVM, and a part that no restart repeats.
		return ManagementFactory.getRuntimeMXBean().getName() + "/" + UUID.randomUUID().toString().substring(0, 8);
	}

	/**
	 * The worker's name as of now.
	 */
	String worker() {
		return this.worker;
	}

	/**
	 * Waits until the lease is good.
	 * @return name of the worker
	 * @throws Persistence.StoppedException if the worker stops before
	 */
	String awaitGood() {
		try {
			while (!isGood()) {
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
			throw new Persistence.StoppedException("The worker stopped before its lease was good", ex);
		}
	}

	/**
	 * Whether the worker may start something now.
	 */
	boolean isGood() {
		return System.nanoTime() - this.goodUntil < 0;
	}

	/**
	 * Learns that the database does not honour the lease, before it would be believed to
	 * have lapsed.
	 */
	void distrust() {
		this.goodUntil = System.nanoTime();
		this.scheduler.execute(this::renew);
	}

	private void renew() {
		try {
			if (!renewAs(this.worker)) {
				String before = this.worker;
				this.worker = newName();
				LOG.warn("Worker {} was declared lost after its lease had lapsed; it goes on as {}. Jobs that it was "
						+ "running are tried again, here or elsewhere", before, this.worker);
				renewAs(this.worker);
			}
			if (!isGood()) {
				// The answer came when it was too old to be believed.
				renewAs(this.worker);
			}
		}
		catch (DataAccessException | TransactionException ex) {
			LOG.warn("The lease of worker {} could not be renewed: {}", this.worker, ex.getMessage());
		}
	}

	private boolean renewAs(String name) {
		long asked = System.nanoTime();
		if (!this.rows.renew(name, this.duration)) {
			return false;
		}
		this.goodUntil = asked + this.duration.toNanos();
		this.lock.lock();
		try {
			this.good.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		return true;
	}

	@Override
	public void start() {
		// What ran before a stop, and does not end, has another's name.
		this.worker = newName();
		renew();
		this.scheduler.initialize();
		this.scheduler.scheduleWithFixedDelay(this::renew, this.renewal);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		// On a daemon thread: whoever stops does not wait longer for a database that
		// stalls.
		this.scheduler.execute(this::signOff);
		this.scheduler.shutdown();
	}

	private void signOff() {
		try {
			this.rows.remove(this.worker);
		}
		catch (DataAccessException | TransactionException ex) {
			LOG.warn("Worker {} could not sign off; its lease will lapse: {}", this.worker, ex.getMessage());
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
