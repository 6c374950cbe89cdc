package io.computeplatform.failed;

import java.util.List;
import java.util.Optional;

import io.computeplatform.JobId;

/**
 * Reads jobs that failed for good. Thread-safe; throws Spring's
 * {@link org.springframework.dao.DataAccessException} when the database does not answer.
 */
public interface FailedJobRepository {

	/**
	 * Lists failed jobs, newest failure first. Any page costs the same.
	 * @param query which jobs, and from where on
	 * @return a page
	 * @throws io.computeplatform.InvalidJobException if the start of the page is none
	 */
	FailedJobPage find(FailedJobQuery query);

	/**
	 * Lists the groups that failed jobs fall into, largest first. Jobs that failed before
	 * groups were recorded are in none.
	 * @param limit how many at most, 1 to 1000
	 * @return the groups
	 * @throws io.computeplatform.InvalidJobException if the limit is out of range
	 */
	List<FailedJobGroup> groups(int limit);

	/**
	 * Finds a failed job.
	 * @param id id of the job
	 * @return the job, or empty if there is none or it is not failed
	 */
	Optional<FailedJob> findById(JobId id);

	/**
	 * Lists every try of a job that ended without success, whatever became of the job.
	 * @param id id of the job
	 * @return the attempts, oldest first; empty if there is no such job
	 */
	List<FailedAttempt> attempts(JobId id);

	/**
	 * Counts the failed jobs of all queues.
	 * @return how many
	 */
	long count();

	/**
	 * Counts the failed jobs of a queue.
	 * @param queue name of the queue, without prefix
	 * @return how many; none for a queue that is not known
	 * @throws io.computeplatform.InvalidJobException if no queue can have that name
	 */
	long count(String queue);

}
