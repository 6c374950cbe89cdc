package io.computeplatform.internal.store;

import java.util.List;

import io.computeplatform.internal.store.UnservedQueueRows.Unserved;

/**
 * Queues that hold jobs and that no live worker serves. Internal, thread-safe.
 */
public interface UnservedQueues {

	/**
	 * Result of the last check, some seconds ago.
	 * @return ordered by name
	 */
	List<Unserved> found();

	/**
	 * Checks again, because the state has changed.
	 */
	void refresh();

}
