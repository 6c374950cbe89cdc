package io.computeplatform.failed;

import java.util.List;
import java.util.Optional;

import io.computeplatform.JobId;
import io.computeplatform.audit.HistoryEntry;
import org.jspecify.annotations.Nullable;

/**
 * Reads jobs that failed for good, their attempts and the actions on them. Thread-safe.
 * Throws Spring's {@link org.springframework.dao.DataAccessException} when the database
 * is not available: {@link org.springframework.dao.QueryTimeoutException} when a read
 * takes longer than {@code compute.async.admin.query-timeout}, and
 * {@link org.springframework.dao.TransientDataAccessResourceException} when
 * {@code compute.async.admin.concurrent-reads} of this process run already.
 */
public interface FailedJobRepository {

	/**
	 * Lists the newest 50 failed jobs.
	 * @param query which jobs
	 * @return the first page
	 * @throws io.computeplatform.InvalidJobException if the database can't read the
	 * query's path into the payload
	 * @see #find(FailedJobQuery, int, String)
	 */
	default FailedJobPage find(FailedJobQuery query) {
		return find(query, 50, null);
	}

	/**
	 * Lists failed jobs, newest failure first, without their payloads. Each page costs
	 * the same.
	 * @param query which jobs
	 * @param limit maximum number, 1 to 1000
	 * @param cursor {@link FailedJobPage#next()} or {@link FailedJobPage#previous()} of a
	 * page of the same query, or {@code null} for the first page
	 * @return a page
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range, the
	 * cursor is invalid, or the database can't read the query's path into the payload
	 */
	FailedJobPage find(FailedJobQuery query, int limit, @Nullable String cursor);

	/**
	 * Counts failed jobs. This is the dry run of a bulk operation, which acts on exactly
	 * these jobs.
	 * @param query which jobs
	 * @return number of jobs
	 * @throws io.computeplatform.InvalidJobException if the database can't read the
	 * query's path into the payload
	 */
	long count(FailedJobQuery query);

	/**
	 * Lists failure groups, largest first. Jobs that failed before groups were recorded
	 * belong to no group.
	 * @param query which jobs are counted
	 * @param limit maximum number of groups, 1 to 1000
	 * @return the groups
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range, or the
	 * database can't read the query's path into the payload
	 */
	List<FailedJobGroup> groups(FailedJobQuery query, int limit);

	/**
	 * Finds a failed job, with its payload.
	 * @param id id of the job
	 * @return the job, or empty if there is none or it is not failed
	 */
	Optional<FailedJob> findById(JobId id);

	/**
	 * Lists the attempts of a job that ended without success, in any status of the job:
	 * the newest 500. If their stack traces exceed 2 MB in total, those of older attempts
	 * are truncated and marked as such.
	 * @param id id of the job
	 * @return the attempts, oldest first; empty if there is no such job
	 */
	List<FailedAttempt> attempts(JobId id);

	/**
	 * Lists the history of a job: each attempt that ended without success, and each
	 * action of an administrator, on the job alone or by a bulk operation. An edit is in
	 * the history of the original and of the copy. Actions are kept when the job is
	 * deleted; its attempts are not. Limited to the newest 500 attempts and the newest
	 * 500 actions.
	 * @param id id of the job
	 * @return the history, oldest first
	 */
	List<HistoryEntry> history(JobId id);

}
