package io.computeplatform.control;

import java.util.List;

import io.computeplatform.store.UnservedQueueRows.Unserved;

/**
 * Queues that hold jobs and that no live worker serves. Internal, thread-safe.
 */
public interface UnservedQueues {

	/**
	 * What was found at the last look, some seconds ago.
	 * @return ordered by name
	 */
	List<Unserved> found();

	/**
	 * Looks again, because something was changed.
	 */
	void look();

}
