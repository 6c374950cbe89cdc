package io.computeplatform;

import java.util.List;

/**
 * Pauses and resumes queues, for all instances of the application. A paused queue starts
 * no jobs; running ones go on, new ones can be submitted, and no try is used up. Workers
 * heed it within a second, and as they knew it last while the database is down.
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
	void pause(String queue, String reason);

	/**
	 * Resumes a queue that was paused by {@link #pause(String, String)}. A pause by the
	 * circuit breaker ends by itself.
	 * @param queue name of a configured queue, without prefix
	 * @return whether it was paused
	 * @throws InvalidJobException if the queue is unknown
	 */
	boolean resume(String queue);

	/**
	 * Lists the queues that are paused by hand.
	 * @return ordered by name
	 */
	List<PausedQueue> paused();

}
