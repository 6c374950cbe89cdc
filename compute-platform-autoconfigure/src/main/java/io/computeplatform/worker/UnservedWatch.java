package io.computeplatform.worker;

import java.time.Duration;

import io.computeplatform.dispatch.OwedLater;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.UnservedRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Has the messages of jobs sent again that others gave back, and for whose type this
 * process has an executor: it may be new, and need not wait for pauses that have grown.
 */
final class UnservedWatch implements SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(UnservedWatch.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final int BATCH = 100;

	private final UnservedRows rows;

	private final JobQueues queues;

	private final OwedLater owedLater;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private volatile boolean active;

	UnservedWatch(UnservedRows rows, JobQueues queues, OwedLater owedLater) {
		this.rows = rows;
		this.queues = queues;
		this.owedLater = owedLater;
		this.scheduler.setThreadNamePrefix("compute-unserved-");
		this.scheduler.setDaemon(true);
	}

	private void look() {
		try {
			for (String name : this.rows.queues(this.queues.names(), INTERVAL)) {
				JobQueue queue = this.queues.get(name);
				if (this.rows.sendAgain(name, this.queues.served(queue), INTERVAL, BATCH) > 0) {
					this.owedLater.afterCommit(Duration.ZERO);
				}
			}
		}
		catch (DataAccessException | TransactionException ex) {
			LOG.warn("Could not look for jobs that others gave back; the next round does: {}", ex.getMessage());
		}
	}

	@Override
	public void start() {
		this.scheduler.initialize();
		this.scheduler.scheduleWithFixedDelay(this::look, INTERVAL);
		this.active = true;
	}

	@Override
	public void stop() {
		this.scheduler.shutdown();
		this.active = false;
	}

	@Override
	public boolean isRunning() {
		return this.active;
	}

	@Override
	public int getPhase() {
		return JobContainers.PHASE;
	}

}
