package io.computeplatform.internal.support;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpException;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Runs a task periodically on a daemon thread of its own, from each start of the
 * application context to its stop. A failure is logged, and the next run retries.
 * Internal, thread-safe.
 */
public final class PeriodicTask implements SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);

	private final String description;

	private final Runnable task;

	private final Duration interval;

	private final int phase;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private volatile boolean running;

	/**
	 * Creates a task.
	 * @param name prefix of the thread's name
	 * @param description what the task does, as in "Failed to ..."
	 * @param task the task
	 * @param interval time between the end of a run and the start of the next
	 * @param phase phase of the lifecycle
	 */
	public PeriodicTask(String name, String description, Runnable task, Duration interval, int phase) {
		this.description = description;
		this.task = task;
		this.interval = interval;
		this.phase = phase;
		this.scheduler.setThreadNamePrefix(name);
		this.scheduler.setDaemon(true);
	}

	private void run() {
		try {
			this.task.run();
		}
		catch (DataAccessException | TransactionException | AmqpException ex) {
			LOG.warn("Failed to {}; retrying in the next run: {}", this.description, ex.getMessage());
		}
		catch (Throwable ex) {
			LOG.error("Failed to {}; retrying in the next run", this.description, ex);
		}
	}

	@Override
	public void start() {
		this.scheduler.initialize();
		this.scheduler.scheduleWithFixedDelay(this::run, this.interval);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.scheduler.shutdown();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return this.phase;
	}

}
