package io.computeplatform.internal.worker;

import java.util.Set;
import java.util.stream.Collectors;

import io.computeplatform.internal.store.PausedQueueRows;
import io.computeplatform.internal.store.PausedQueueRows.Paused;
import org.jspecify.annotations.Nullable;

/**
 * Last known queues that are paused manually. Before the first read each queue counts as
 * paused, so that a pause survives a restart.
 */
final class PausedQueues {

	private final PausedQueueRows rows;

	private volatile @Nullable Set<String> names;

	PausedQueues(PausedQueueRows rows) {
		this.rows = rows;
	}

	void refresh() {
		this.names = this.rows.all().stream().map(Paused::queue).collect(Collectors.toUnmodifiableSet());
	}

	boolean contains(String queue) {
		Set<String> known = this.names;
		return known == null || known.contains(queue);
	}

}
