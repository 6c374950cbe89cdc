package io.computeplatform.bulk;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.computeplatform.ChangeResult;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.audit.AuditNote;

/**
 * Bulk operations on failed jobs. The jobs are selected when the operation starts. Any
 * instance then acts on them in small batches, each in its own transaction, oldest
 * failure first, each job once, also after a restart. A job that is no longer failed, or
 * has failed again, when it is to be acted on is skipped. An operation that awaits a
 * version acts on none of them before. Each start, pause, resumption and abort writes an
 * audit entry.
 * <p>
 * Calls take part in the caller's transaction. Thread-safe. Throws Spring's
 * {@link org.springframework.dao.DataAccessException} when the database is not available:
 * {@link org.springframework.dao.QueryTimeoutException} when a read takes longer than
 * {@code compute.async.admin.query-timeout}, and
 * {@link org.springframework.dao.TransientDataAccessResourceException} when
 * {@code compute.async.admin.concurrent-reads} of this process run already.
 */
public interface BulkOperations {

	/**
	 * Starts an operation.
	 * @param request what to do to which jobs
	 * @return id of the operation
	 * @throws io.computeplatform.InvalidJobException if the query matches more jobs than
	 * expected, the database can't read its path into the payload, or a job to retry is
	 * of a queue that is not configured here; nothing was changed
	 */
	UUID start(BulkRequest request);

	/**
	 * Pauses a running operation, after the current batch.
	 * @param operation id of the operation
	 * @param note actor and comment
	 * @return {@link ChangeResult#DONE} if it is paused now, {@link ChangeResult#REFUSED}
	 * if it was not running, {@link ChangeResult#NOT_FOUND} if there is none
	 */
	ChangeResult pause(UUID operation, AuditNote note);

	/**
	 * Resumes a paused operation.
	 * @param operation id of the operation
	 * @param note actor and comment
	 * @return {@link ChangeResult#DONE} if it is running now,
	 * {@link ChangeResult#REFUSED} if it was not paused, {@link ChangeResult#NOT_FOUND}
	 * if there is none
	 */
	ChangeResult resume(UUID operation, AuditNote note);

	/**
	 * Ends an operation that is waiting, running or paused, after the current batch. What
	 * was done stays done.
	 * @param operation id of the operation
	 * @param note actor and comment
	 * @return {@link ChangeResult#DONE} if it is aborted now,
	 * {@link ChangeResult#REFUSED} if it had ended, {@link ChangeResult#NOT_FOUND} if
	 * there is none
	 */
	ChangeResult abort(UUID operation, AuditNote note);

	/**
	 * Finds an operation.
	 * @param operation id of the operation
	 * @return its state, or empty if there is none
	 */
	Optional<BulkOperation> find(UUID operation);

	/**
	 * Lists the newest operations.
	 * @param limit maximum number, 1 to 1000
	 * @return newest first
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range
	 */
	List<BulkOperation> newest(int limit);

	/**
	 * Lists the jobs of an operation with the result of each, in the order in which they
	 * are acted on.
	 * @param operation id of the operation
	 * @param limit maximum number, 1 to 1000
	 * @param after {@link BulkJob#position()} to go on from, or 0 for the first
	 * @return the jobs
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range
	 */
	List<BulkJob> jobs(UUID operation, int limit, long after);

	/**
	 * Counts the jobs that an operation has acted on by their current status: how many of
	 * the retried ones are complete, and how many failed again.
	 * @param operation id of the operation
	 * @return count by status; deleted jobs are not counted
	 */
	Map<JobStatus, Long> outcomes(UUID operation);

}
