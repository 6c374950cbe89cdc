package io.computeplatform.worker;

import java.util.Set;
import java.util.stream.Collectors;

import io.computeplatform.PausedQueue;
import io.computeplatform.store.PausedQueueRows;

/**
 * The queues that are paused by hand, as this worker knew them last.
 */
final class PausedQueues {

	private final PausedQueueRows rows;

	private volatile Set<String> names = Set.of();

	PausedQueues(PausedQueueRows rows) {
		this.rows = rows;
	}

	void refresh() {
		this.names = this.rows.all().stream().map(PausedQueue::queue).collect(Collectors.toUnmodifiableSet());
	}

	boolean contains(String queue) {
		return this.names.contains(queue);
	}

}
