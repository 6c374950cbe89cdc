package io.computeplatform.jobs;

import java.util.Optional;

import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * Reads jobs in any status. Thread-safe. Throws Spring's
 * {@link org.springframework.dao.DataAccessException} when the database is not available:
 * {@link org.springframework.dao.QueryTimeoutException} when a read takes longer than
 * {@code compute.async.admin.query-timeout}, and
 * {@link org.springframework.dao.TransientDataAccessResourceException} when
 * {@code compute.async.admin.concurrent-reads} of this process run already.
 */
public interface JobRepository {

	/**
	 * Lists the newest 50 jobs.
	 * @param query which jobs
	 * @return the first page
	 * @throws io.computeplatform.InvalidJobException if the query is not permitted
	 * @see #find(JobQuery, int, String)
	 */
	default JobPage find(JobQuery query) {
		return find(query, 50, null);
	}

	/**
	 * Lists jobs, without their payloads. The list is ordered by the time of the status,
	 * newest first: for a queued job when its message was or will be published, for a
	 * running one the start of its attempt, for a finished one its end. With an id or the
	 * beginning of one, it is ordered by id. A page reads a limited number of jobs,
	 * however many there are. Jobs in a status that only a newer version knows are found
	 * by id.
	 * @param query which jobs
	 * @param limit maximum number, 1 to 1000
	 * @param cursor {@link JobPage#next()} or {@link JobPage#previous()} of a page of the
	 * same query, or {@code null} for the first page
	 * @return a page
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range, the
	 * cursor is not one of this query, or the query has a payload without a status and a
	 * queue or a time, or with a path that is not allowed
	 */
	JobPage find(JobQuery query, int limit, @Nullable String cursor);

	/**
	 * Counts jobs, up to 10,000. The count is also not exact if too many jobs would have
	 * to be looked at.
	 * @param query which jobs
	 * @return number of jobs
	 * @throws io.computeplatform.InvalidJobException if the query is not permitted
	 */
	JobCount count(JobQuery query);

	/**
	 * Tells why a job waits, how many jobs are ahead of it, and when it will probably
	 * start.
	 * @param id id of the job
	 * @return the job with the reasons, or empty if there is none
	 */
	Optional<JobExplanation> explain(JobId id);

}
