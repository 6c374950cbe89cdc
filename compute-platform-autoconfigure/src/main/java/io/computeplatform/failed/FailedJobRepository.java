package io.computeplatform.failed;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads jobs that failed for good, and what was done about them. Thread-safe; throws
 * Spring's {@link org.springframework.dao.DataAccessException} when the database does not
 * answer: {@link org.springframework.dao.QueryTimeoutException} when a read takes longer
 * than {@code compute.async.admin.query-timeout}, and
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
	 * Lists failed jobs, newest failure first, without their payloads. Any page costs the
	 * same.
	 * @param query which jobs
	 * @param limit how many at most, 1 to 1000
	 * @param cursor {@link FailedJobPage#next()} or {@link FailedJobPage#previous()} of a
	 * page of the same query, or {@code null} for the first page
	 * @return a page
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range, the
	 * cursor is none, or the database can't read the query's path into the payload
	 */
	FailedJobPage find(FailedJobQuery query, int limit, @Nullable String cursor);

	/**
	 * Counts failed jobs. The dry run of an operation: it would act on exactly these.
	 * @param query which jobs
	 * @return how many
	 * @throws io.computeplatform.InvalidJobException if the database can't read the
	 * query's path into the payload
	 */
	long count(FailedJobQuery query);

	/**
	 * Lists the groups that failed jobs fall into, largest first. Jobs that failed before
	 * groups were recorded are in none.
	 * @param query which jobs are counted
	 * @param limit how many groups at most, 1 to 1000
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
	 * Lists every try of a job that ended without success, whatever became of the job, or
	 * the newest 500 of them. Where their stack traces have more than 2 MB together,
	 * those of the older ones are cut, and say so.
	 * @param id id of the job
	 * @return the attempts, oldest first; empty if there is no such job
	 */
	List<FailedAttempt> attempts(JobId id);

	/**
	 * Tells the whole story of a job: every try that ended without success, and what
	 * administrators did in between, by themselves or with an operation on many jobs. An
	 * edit is in the history of the original and in that of the copy. Actions are kept
	 * when the job is deleted; its attempts are not. Of more than 500 tries, or 500
	 * actions, the newest are told.
	 * @param id id of the job
	 * @return what happened, oldest first
	 */
	List<HistoryEntry> history(JobId id);

	/**
	 * Lists what administrators did, newest first.
	 * @param limit how many at most, 1 to 1000
	 * @param before {@link ActionRecord#number()} to go on from, or {@code null} for the
	 * newest
	 * @return the actions
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range
	 */
	List<ActionRecord> actions(int limit, @Nullable Long before);

	/**
	 * Lists what administrators did to a queue as a whole: pauses, resumptions, moves
	 * from it and to it, repairs of its dead letters.
	 * @param queue name of the queue, whether it exists or not
	 * @param limit how many at most, 1 to 1000
	 * @return newest first
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range
	 */
	List<ActionRecord> queueActions(String queue, int limit);

	/**
	 * Finds an operation.
	 * @param operation id of the operation
	 * @return where it stands, or empty if there is none
	 */
	Optional<BulkOperation> operation(UUID operation);

	/**
	 * Lists the newest operations.
	 * @param limit how many at most, 1 to 1000
	 * @return newest first
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range
	 */
	List<BulkOperation> operations(int limit);

	/**
	 * Lists the jobs of an operation with what became of each, in the order in which they
	 * are acted on.
	 * @param operation id of the operation
	 * @param limit how many at most, 1 to 1000
	 * @param after {@link BulkJob#position()} to go on from, or 0 for the first
	 * @return the jobs
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range
	 */
	List<BulkJob> jobs(UUID operation, int limit, long after);

	/**
	 * Counts the jobs that an operation has acted on by where they stand now: of those
	 * that it retried, how many are complete, and how many failed again.
	 * @param operation id of the operation
	 * @return count by status; deleted jobs are not counted
	 */
	Map<JobStatus, Long> outcomes(UUID operation);

}
