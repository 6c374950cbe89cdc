package io.computeplatform.internal.support;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpException;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Runs a task periodically on a daemon thread of its own, from each start of the
 * application context to its stop. A failure is logged, and the next run retries. A stop
 * interrupts a run and does not wait for its end, but the first run after the next start
 * does: the task needs no synchronization of its own. Internal, thread-safe.
 */
public final class PeriodicTask implements SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

	private final String name;

	private final String description;

	private final BooleanSupplier task;

	private final Duration initialDelay;

	private final Duration interval;

	private final int phase;

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * A new one for each start, by which a run notices that it has been stopped.
	 */
	private volatile @Nullable ThreadPoolTaskScheduler scheduler;

	/**
	 * Creates a task whose first run is at the start.
	 * @param name prefix of the thread's name
	 * @param description what the task does, as in "Failed to ..."
	 * @param task the task
	 * @param interval time between the end of a run and the start of the next
	 * @param phase phase of the lifecycle
	 */
	public PeriodicTask(String name, String description, Runnable task, Duration interval, int phase) {
		this(name, description, task, Duration.ZERO, interval, phase);
	}

	/**
	 * Creates a task.
	 * @param name prefix of the thread's name
	 * @param description what the task does, as in "Failed to ..."
	 * @param task the task
	 * @param initialDelay time between the start and the first run
	 * @param interval time between the end of a run and the start of the next
	 * @param phase phase of the lifecycle
	 */
	public PeriodicTask(String name, String description, Runnable task, Duration initialDelay, Duration interval,
			int phase) {
		this(name, description, () -> {
			task.run();
			return false;
		}, initialDelay, interval, phase);
	}

	private PeriodicTask(String name, String description, BooleanSupplier task, Duration initialDelay,
			Duration interval, int phase) {
		this.name = name;
		this.description = description;
		this.task = task;
		this.initialDelay = initialDelay;
		this.interval = interval;
		this.phase = phase;
	}

	/**
	 * Creates a task whose runs consist of steps, so that a long run ends soon after a
	 * stop. The first run is at the start.
	 * @param name prefix of the thread's name
	 * @param description what the task does, as in "Failed to ..."
	 * @param step one step; returns whether the run continues with another one
	 * @param interval time between the end of a run and the start of the next
	 * @param phase phase of the lifecycle
	 * @return the task
	 */
	public static PeriodicTask ofSteps(String name, String description, BooleanSupplier step, Duration interval,
			int phase) {
		return new PeriodicTask(name, description, step, Duration.ZERO, interval, phase);
	}

	private void run(ThreadPoolTaskScheduler startedWith) {
		try {
			this.lock.lockInterruptibly();
		}
		catch (InterruptedException ex) {
			// Stopped while the run of an earlier start had not ended.
			return;
		}
		try {
			boolean more = true;
			while (more && this.scheduler == startedWith) {
				more = this.task.getAsBoolean();
			}
		}
		catch (DataAccessException | TransactionException | AmqpException ex) {
			LOG.warn("Failed to {}; retrying in the next run: {}", this.description,
					NestedExceptionUtils.getMostSpecificCause(ex).toString());
		}
		catch (Throwable ex) {
			LOG.error("Failed to {}; retrying in the next run", this.description, ex);
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public synchronized void start() {
		if (isRunning()) {
			return;
		}
		ThreadPoolTaskScheduler fresh = new ThreadPoolTaskScheduler();
		fresh.setThreadNamePrefix(this.name);
		fresh.setDaemon(true);
		fresh.initialize();
		this.scheduler = fresh;
		fresh.scheduleWithFixedDelay(() -> run(fresh), fresh.getClock().instant().plus(this.initialDelay),
				this.interval);
	}

	@Override
	public synchronized void stop() {
		ThreadPoolTaskScheduler stopped = this.scheduler;
		if (stopped != null) {
			this.scheduler = null;
			stopped.shutdown();
		}
	}

	@Override
	public boolean isRunning() {
		return this.scheduler != null;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

}
