package io.computeplatform.store;

import org.jspecify.annotations.Nullable;

/**
 * Records what administrators do to whole queues, beside what they do to jobs. Internal,
 * thread-safe.
 */
public interface ActionLog {

	/**
	 * Checks what is to be recorded, before something is done that can't be undone.
	 * @param by who acts
	 * @param reason why
	 * @throws io.computeplatform.InvalidJobException if a text is not allowed
	 */
	void check(@Nullable String by, @Nullable String reason);

	/**
	 * Records an action on a queue, in the caller's transaction.
	 * @param action what is done: pause, resume, move, repair
	 * @param queue name of the queue
	 * @param toQueue name of the queue that its jobs are moved to, if they are
	 * @param jobs how many jobs it is about
	 * @param by who acts, unless Spring Security knows better
	 * @param reason why, if it is said
	 * @return the name that was recorded for who acts
	 * @throws io.computeplatform.InvalidJobException if a text is not allowed
	 */
	String onQueue(String action, String queue, @Nullable String toQueue, long jobs, @Nullable String by,
			@Nullable String reason);

	/**
	 * Records an action on a rejected message, in the caller's transaction.
	 * @param action what is done: move-back, discard
	 * @param queue name of the queue in which it was found
	 * @param rejectedId id of its row
	 * @param by who acts, unless Spring Security knows better
	 * @param reason why, if it is said
	 * @throws io.computeplatform.InvalidJobException if a text is not allowed
	 */
	void onRejected(String action, String queue, long rejectedId, @Nullable String by, @Nullable String reason);

}
