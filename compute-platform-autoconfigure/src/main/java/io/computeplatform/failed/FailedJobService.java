package io.computeplatform.failed;

import java.util.Optional;
import java.util.UUID;

import io.computeplatform.JobId;

/**
 * Acts on jobs that failed for good, and records who did what, when and why. Each call
 * runs in the caller's transaction if there is one; what it does is then undone with it.
 * Thread-safe; throws Spring's {@link org.springframework.dao.DataAccessException} when
 * the database does not answer.
 * <p>
 * Dead letters of jobs that were retried, discarded or deleted are removed when next met.
 */
public interface FailedJobService {

	/**
	 * Grants a failed job exactly one more try. Its try count and history stay; its
	 * message is published like that of a submit.
	 * @param id id of the job
	 * @return whether it was failed and is queued now
	 * @throws io.computeplatform.InvalidJobException if its queue is not configured here;
	 * nothing was changed
	 */
	default boolean retry(JobId id) {
		return retry(id, ActionNote.none());
	}

	/**
	 * Grants a failed job exactly one more try.
	 * @param id id of the job
	 * @param note who, and why
	 * @return whether it was failed and is queued now
	 * @throws io.computeplatform.InvalidJobException if its queue is not configured here;
	 * nothing was changed
	 * @see #retry(JobId)
	 */
	boolean retry(JobId id, ActionNote note);

	/**
	 * Submits a copy of a failed job with another payload, in the same queue and with the
	 * same type, and discards the original. The copy is a new job with all the tries that
	 * its queue gives; both are linked, and the difference kept, by an
	 * {@link ActionRecord}.
	 * @param id id of the failed job
	 * @param payload JSON that the executor's type can be read from, with no field that
	 * it does not have; {@code "***"} for a sensitive value means the original's
	 * @param note who, and why
	 * @return id of the copy, or empty if the job is not failed
	 * @throws io.computeplatform.InvalidJobException if the payload does not fit, or the
	 * executor or the queue is not known here; nothing was changed
	 */
	Optional<JobId> retryEdited(JobId id, String payload, ActionNote note);

	/**
	 * Decides that nothing more is to be done about a failed job. Its history stays.
	 * @param id id of the job
	 * @return whether it was failed and is discarded now
	 */
	default boolean discard(JobId id) {
		return discard(id, ActionNote.none());
	}

	/**
	 * Decides that nothing more is to be done about a failed job.
	 * @param id id of the job
	 * @param note who, and why
	 * @return whether it was failed and is discarded now
	 * @see #discard(JobId)
	 */
	boolean discard(JobId id, ActionNote note);

	/**
	 * Makes a discarded job failed again, its dead letter included.
	 * @param id id of the job
	 * @param note who, and why
	 * @return whether it was discarded and is failed now
	 */
	boolean restore(JobId id, ActionNote note);

	/**
	 * Deletes a failed job with its attempts, for good. What administrators did to it
	 * stays on record.
	 * @param id id of the job
	 * @param note who, and why
	 * @return whether it was failed and is deleted now
	 */
	boolean delete(JobId id, ActionNote note);

	/**
	 * Starts an operation on many jobs. Which ones is settled here; they are acted on in
	 * small batches of their own transaction each, oldest failure first, by whichever
	 * instance is free, each of them once, and on after a restart. A job that is no
	 * longer failed, or has failed anew, when its turn comes is skipped.
	 * @param request what is to be done to which jobs
	 * @return id of the operation, for {@link FailedJobRepository#operation(UUID)}
	 * @throws io.computeplatform.InvalidJobException if the query matches more jobs than
	 * were agreed to, the database can't read its path into the payload, or a job to
	 * retry is of a queue that is not configured here; nothing was changed
	 */
	UUID start(BulkRequest request);

	/**
	 * Pauses a running operation, after the batch that is being acted on.
	 * @param operation id of the operation
	 * @param note who, and why
	 * @return whether it was running and is paused now
	 */
	boolean pause(UUID operation, ActionNote note);

	/**
	 * Resumes a paused operation.
	 * @param operation id of the operation
	 * @param note who, and why
	 * @return whether it was paused and is running now
	 */
	boolean resume(UUID operation, ActionNote note);

	/**
	 * Ends an operation that is running or paused, after the batch that is being acted
	 * on. What was done stays done.
	 * @param operation id of the operation
	 * @param note who, and why
	 * @return whether it had not ended and is aborted now
	 */
	boolean abort(UUID operation, ActionNote note);

}
