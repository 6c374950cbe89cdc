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

import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Checks for unserved queues at start-up and periodically. Logs each of them once, and
 * again when it is served.
 */
final class UnservedQueueMonitor implements UnservedQueues {

	private static final Logger LOG = LoggerFactory.getLogger(UnservedQueueMonitor.class);

	static final Duration INTERVAL = Duration.ofSeconds(10);

	private final UnservedQueueRows rows;

	private final String[] served;

	private volatile List<Unserved> found = List.of();

	private boolean answered = true;

	UnservedQueueMonitor(UnservedQueueRows rows, String[] served) {
		this.rows = rows;
		this.served = served;
	}

	@Override
	public List<Unserved> found() {
		return this.found;
	}

	@Override
	public synchronized void refresh() {
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

}
