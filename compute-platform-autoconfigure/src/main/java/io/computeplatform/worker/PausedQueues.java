package io.computeplatform.worker;

import java.util.Set;
import java.util.stream.Collectors;

import io.computeplatform.PausedQueue;
import io.computeplatform.store.PausedQueueRows;
import org.jspecify.annotations.Nullable;

/**
 * The queues that are paused by hand, as this worker knew them last. Every queue is taken
 * for paused until it has looked once: what was paused stays so over a restart.
 */
final class PausedQueues {

	private final PausedQueueRows rows;

	private volatile @Nullable Set<String> names;

	PausedQueues(PausedQueueRows rows) {
		this.rows = rows;
	}

	void refresh() {
		this.names = this.rows.all().stream().map(PausedQueue::queue).collect(Collectors.toUnmodifiableSet());
	}

	boolean contains(String queue) {
		Set<String> known = this.names;
		return known == null || known.contains(queue);
	}

}
