package io.computeplatform;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Pauses and resumes queues, for all instances of the application, and moves their jobs
 * to other queues. A paused queue starts no jobs; running ones go on, new ones can be
 * submitted, and no try is used up. Workers heed it within a second, and as they knew it
 * last while the database is down.
 * <p>
 * Each call that changes something is recorded in the transaction that does it, with who,
 * when and why, and is found by {@code FailedJobRepository.actions} and
 * {@code queueActions}. Who is the name that Spring Security knows, else what the caller
 * says, else {@code unknown}.
 * <p>
 * Thread-safe. Methods throw Spring's {@link org.springframework.dao.DataAccessException}
 * when the database does not answer, and take part in the caller's transaction.
 */
public interface QueueControl {

	/**
	 * Pauses a queue. One that is paused already gets the new reason.
	 * @param queue name of a configured queue, without prefix
	 * @param reason why, for those who ask later; 1 to 1000 characters
	 * @throws InvalidJobException if the queue is unknown or the reason empty or too long
	 */
	default void pause(String queue, String reason) {
		pause(queue, reason, null);
	}

	/**
	 * Pauses a queue. One that is paused already gets the new reason.
	 * @param queue name of a configured queue, without prefix
	 * @param reason why, for those who ask later; 1 to 1000 characters
	 * @param by who does, 200 characters at most; counts where Spring Security does not
	 * know better
	 * @throws InvalidJobException if the queue is unknown or a text is not allowed
	 */
	void pause(String queue, String reason, @Nullable String by);

	/**
	 * Resumes a queue that was paused by {@link #pause(String, String)}. A pause by the
	 * circuit breaker ends by itself.
	 * @param queue name of a configured queue, without prefix
	 * @return whether it was paused
	 * @throws InvalidJobException if the queue is unknown
	 */
	default boolean resume(String queue) {
		return resume(queue, null, null);
	}

	/**
	 * Resumes a queue that was paused by {@link #pause(String, String)}.
	 * @param queue name of a configured queue, without prefix
	 * @param reason why, if it is to be recorded; 2000 characters at most
	 * @param by who does, 200 characters at most; counts where Spring Security does not
	 * know better
	 * @return whether it was paused
	 * @throws InvalidJobException if the queue is unknown or a text is not allowed
	 */
	boolean resume(String queue, @Nullable String reason, @Nullable String by);

	/**
	 * Lists the queues that are paused by hand.
	 * @return ordered by name
	 */
	List<PausedQueue> paused();

	/**
	 * Moves jobs to another queue: those that wait, that failed, and that were running in
	 * a worker which is gone. They keep their tries, their due times and their order.
	 * Running ones stay, and those that are locked by somebody. Repeat it until it
	 * returns 0; what a call has moved stays moved, whatever happens to the next.
	 * @param from name of a queue, without prefix, configured or not
	 * @param to name of a configured queue, without prefix
	 * @param limit how many at most, 1 to 10000
	 * @param reason why, if it is to be recorded; 2000 characters at most
	 * @param by who does, 200 characters at most; counts where Spring Security does not
	 * know better
	 * @return how many were moved
	 * @throws InvalidJobException if the queues are the same or {@code to} is unknown, if
	 * executors of this process serve it and none takes the type of a job, or if a text
	 * or the limit is not allowed; nothing was moved then
	 */
	int moveJobs(String from, String to, int limit, @Nullable String reason, @Nullable String by);

}
