package io.computeplatform.failed;

import io.computeplatform.JobId;

/**
 * Acts on jobs that failed for good. Each call runs in the caller's transaction if there
 * is one; what it does is then undone with it. Thread-safe; throws Spring's
 * {@link org.springframework.dao.DataAccessException} when the database does not answer.
 * <p>
 * Dead letters of jobs that were retried or discarded are removed when next met.
 */
public interface FailedJobService {

	/**
	 * Grants a failed job exactly one more try. Its try count and history stay; its
	 * message is published like that of a submit.
	 * @param id id of the job
	 * @return whether it was failed and is queued now
	 * @throws io.computeplatform.InvalidJobException if its queue is not configured here
	 */
	boolean retry(JobId id);

	/**
	 * Decides that nothing more is to be done about a failed job. Its history stays.
	 * @param id id of the job
	 * @return whether it was failed and is discarded now
	 */
	boolean discard(JobId id);

	/**
	 * Retries all jobs of a queue that have failed before this call, in batches of their
	 * own transaction each.
	 * @param queue name of the queue, without prefix
	 * @return how many
	 * @throws io.computeplatform.InvalidJobException if the queue is unknown
	 * @see #retry(JobId)
	 */
	long retryAll(String queue);

	/**
	 * Discards all jobs of a queue that have failed before this call, in batches of their
	 * own transaction each.
	 * @param queue name of the queue, without prefix
	 * @return how many
	 * @throws io.computeplatform.InvalidJobException if the queue is unknown
	 * @see #discard(JobId)
	 */
	long discardAll(String queue);

}
