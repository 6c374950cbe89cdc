package io.computeplatform.control;

import java.util.List;

import io.computeplatform.InvalidJobException;
import io.computeplatform.audit.AuditNote;

/**
 * Pauses and resumes queues, for all instances of the application, and moves their jobs
 * to other queues. A paused queue starts no jobs. Running jobs continue, new jobs can be
 * submitted, and no try is used up. Workers apply a change within a second. While the
 * database is down they keep the last known state.
 * <p>
 * Each call that changes something writes an audit entry in the same transaction, which
 * {@link io.computeplatform.audit.AuditLog} returns.
 * <p>
 * Thread-safe. Methods throw Spring's {@link org.springframework.dao.DataAccessException}
 * when the database is not available, and take part in the caller's transaction.
 */
public interface QueueControl {

	/**
	 * Pauses a queue. If it is paused already, the comment is replaced.
	 * @param queue name of a configured queue, without prefix
	 * @param comment reason for administrators, 1 to 1000 characters on one line
	 * @throws InvalidJobException if the queue is unknown, or the comment is empty or too
	 * long
	 */
	default void pause(String queue, String comment) {
		pause(queue, AuditNote.because(comment));
	}

	/**
	 * Pauses a queue. If it is paused already, the comment is replaced.
	 * @param queue name of a configured queue, without prefix
	 * @param note actor, and a comment for administrators, 1 to 1000 characters
	 * @throws InvalidJobException if the queue is unknown, or the comment is missing or
	 * too long
	 */
	void pause(String queue, AuditNote note);

	/**
	 * Resumes a queue that was paused by {@link #pause(String, String)}. A pause by the
	 * circuit breaker ends by itself.
	 * @param queue name of a configured queue, without prefix
	 * @return whether it was paused
	 * @throws InvalidJobException if the queue is unknown
	 */
	default boolean resume(String queue) {
		return resume(queue, AuditNote.none());
	}

	/**
	 * Resumes a queue that was paused by {@link #pause(String, String)}.
	 * @param queue name of a configured queue, without prefix
	 * @param note actor and comment to record
	 * @return whether it was paused
	 * @throws InvalidJobException if the queue is unknown
	 */
	boolean resume(String queue, AuditNote note);

	/**
	 * Lists the queues that are paused manually.
	 * @return ordered by name
	 */
	List<PausedQueue> paused();

	/**
	 * Moves jobs to another queue: queued jobs, failed jobs, and running jobs whose
	 * worker is lost. They keep their tries, their due times and their order. Other
	 * running jobs and locked rows are skipped. Repeat the call until it returns 0. The
	 * jobs of a call stay moved if a later call fails.
	 * @param from name of a queue, without prefix, configured or not
	 * @param to name of a configured queue, without prefix
	 * @param limit maximum number, 1 to 10000
	 * @param note actor and comment to record
	 * @return number of jobs that were moved
	 * @throws InvalidJobException if the queues are the same or {@code to} is unknown, if
	 * executors of this process serve it and none takes the type of a job, or if the
	 * limit is out of range; nothing was moved
	 */
	int moveJobs(String from, String to, int limit, AuditNote note);

}
