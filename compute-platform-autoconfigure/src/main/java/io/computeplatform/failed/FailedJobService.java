package io.computeplatform.failed;

import io.computeplatform.ChangeResult;
import io.computeplatform.JobId;
import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.AuditNote;

/**
 * Acts on jobs that failed for good, and writes an audit entry for each action. Each call
 * takes part in the caller's transaction if there is one, and rolls back with it.
 * Thread-safe. Throws Spring's {@link org.springframework.dao.DataAccessException} when
 * the database is not available.
 * <p>
 * Dead letters of jobs that were retried, discarded or deleted are stale, and are removed
 * automatically.
 */
public interface FailedJobService {

	/**
	 * Grants a failed job exactly one more attempt. Its try count and history stay. Its
	 * message is published like that of a submit.
	 * @param id id of the job
	 * @return {@link ChangeResult#DONE} if it is queued now, {@link ChangeResult#REFUSED}
	 * if it was not failed, {@link ChangeResult#NOT_FOUND} if there is none
	 * @throws io.computeplatform.InvalidJobException if its queue is not configured here;
	 * nothing was changed
	 */
	default ChangeResult retry(JobId id) {
		return retry(id, AuditNote.none());
	}

	/**
	 * Grants a failed job exactly one more attempt.
	 * @param id id of the job
	 * @param note actor and comment
	 * @return {@link ChangeResult#DONE} if it is queued now, {@link ChangeResult#REFUSED}
	 * if it was not failed, {@link ChangeResult#NOT_FOUND} if there is none
	 * @throws io.computeplatform.InvalidJobException if its queue is not configured here;
	 * nothing was changed
	 * @see #retry(JobId)
	 */
	ChangeResult retry(JobId id, AuditNote note);

	/**
	 * Submits a copy of a failed job with another payload, in the same queue and with the
	 * same type, and discards the original. The copy is a new job with all the tries of
	 * its queue. An {@link AuditEntry} links both jobs and holds the difference.
	 * @param id id of the failed job
	 * @param payload JSON that can be read as the executor's type and has no unknown
	 * field; {@code "***"} for a sensitive value keeps the original's value
	 * @param note actor and comment
	 * @return {@link ChangeResult#DONE} and the id of the copy,
	 * {@link ChangeResult#REFUSED} if the job was not failed,
	 * {@link ChangeResult#NOT_FOUND} if there is none
	 * @throws io.computeplatform.InvalidJobException if the payload is invalid, or the
	 * executor or the queue is not known here; nothing was changed
	 */
	EditResult retryEdited(JobId id, String payload, AuditNote note);

	/**
	 * Discards a failed job that needs no further action. Its history stays.
	 * @param id id of the job
	 * @return {@link ChangeResult#DONE} if it is discarded now,
	 * {@link ChangeResult#REFUSED} if it was not failed, {@link ChangeResult#NOT_FOUND}
	 * if there is none
	 */
	default ChangeResult discard(JobId id) {
		return discard(id, AuditNote.none());
	}

	/**
	 * Discards a failed job that needs no further action.
	 * @param id id of the job
	 * @param note actor and comment
	 * @return {@link ChangeResult#DONE} if it is discarded now,
	 * {@link ChangeResult#REFUSED} if it was not failed, {@link ChangeResult#NOT_FOUND}
	 * if there is none
	 * @see #discard(JobId)
	 */
	ChangeResult discard(JobId id, AuditNote note);

	/**
	 * Makes a discarded job failed again, with its dead letter.
	 * @param id id of the job
	 * @param note actor and comment
	 * @return {@link ChangeResult#DONE} if it is failed now, {@link ChangeResult#REFUSED}
	 * if it was not discarded, {@link ChangeResult#NOT_FOUND} if there is none
	 */
	ChangeResult restore(JobId id, AuditNote note);

	/**
	 * Deletes a failed job with its attempts, permanently. Its audit entries stay.
	 * @param id id of the job
	 * @param note actor and comment
	 * @return {@link ChangeResult#DONE} if it is deleted now,
	 * {@link ChangeResult#REFUSED} if it was not failed, {@link ChangeResult#NOT_FOUND}
	 * if there is none
	 */
	ChangeResult delete(JobId id, AuditNote note);

}
