package io.computeplatform.internal.worker;

import java.time.Duration;

import io.computeplatform.internal.outbox.RelayTrigger;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.UnservedRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Publishes again the messages of jobs that other instances released, and for whose type
 * this process has an executor. A new executor then need not wait for pauses that have
 * grown.
 */
final class UnservedMessageResender implements SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(UnservedMessageResender.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final int BATCH = 100;

	private final UnservedRows rows;

	private final JobQueues queues;

	private final RelayTrigger relayTrigger;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private volatile boolean active;

	UnservedMessageResender(UnservedRows rows, JobQueues queues, RelayTrigger relayTrigger) {
		this.rows = rows;
		this.queues = queues;
		this.relayTrigger = relayTrigger;
		this.scheduler.setThreadNamePrefix("compute-unserved-");
		this.scheduler.setDaemon(true);
	}

	private void look() {
		try {
			for (String name : this.rows.queues(this.queues.names(), INTERVAL)) {
				JobQueue queue = this.queues.get(name);
				if (this.rows.sendAgain(name, this.queues.served(queue), INTERVAL, BATCH) > 0) {
					this.relayTrigger.afterCommit(Duration.ZERO);
				}
			}
		}
		catch (DataAccessException | TransactionException ex) {
			LOG.warn("Failed to look for jobs that other instances released; retrying in the " + "next cycle: {}",
					ex.getMessage());
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
