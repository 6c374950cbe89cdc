package io.computeplatform.control;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.computeplatform.internal.store.UnservedQueueRows;
import io.computeplatform.internal.store.UnservedQueueRows.Unserved;
import io.computeplatform.internal.store.UnservedQueues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Checks for unserved queues at start-up and periodically. Logs each of them once, and
 * again when it is served.
 */
final class UnservedQueueMonitor implements UnservedQueues, SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(UnservedQueueMonitor.class);

	private static final Duration INTERVAL = Duration.ofSeconds(10);

	private final UnservedQueueRows rows;

	private final String[] served;

	private volatile List<Unserved> found = List.of();

	private boolean answered = true;

	private volatile ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private volatile boolean running;

	UnservedQueueMonitor(UnservedQueueRows rows, String[] served) {
		this.rows = rows;
		this.served = served;
	}

	@Override
	public List<Unserved> found() {
		return this.found;
	}

	@Override
	public synchronized void look() {
		Set<String> before = names(this.found);
		try {
			this.found = this.rows.find(this.served);
			this.answered = true;
		}
		catch (DataAccessException | TransactionException ex) {
			if (this.answered) {
				LOG.warn("Check for unserved queues failed; retrying every {}: {}", INTERVAL, ex.getMessage());
			}
			this.answered = false;
			return;
		}
		Set<String> now = names(this.found);
		this.found.stream()
			.filter((queue) -> !before.contains(queue.queue()))
			.forEach(
					(queue) -> LOG.warn(
							"No live worker serves the queue '{}', which holds jobs: {}. Start an "
									+ "instance with an executor for it, or move its jobs with "
									+ "QueueControl.moveJobs or the endpoint computequeues",
							queue.queue(), queue.describe()));
		before.stream()
			.filter((name) -> !now.contains(name))
			.forEach((name) -> LOG.info("Queue '{}' is served by a worker again, or holds no jobs", name));
	}

	private static Set<String> names(List<Unserved> queues) {
		return queues.stream().map(Unserved::queue).collect(Collectors.toSet());
	}

	@Override
	public void start() {
		ThreadPoolTaskScheduler fresh = new ThreadPoolTaskScheduler();
		fresh.setThreadNamePrefix("compute-unserved-");
		fresh.setDaemon(true);
		fresh.initialize();
		fresh.scheduleWithFixedDelay(this::look, INTERVAL);
		this.scheduler = fresh;
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

}
