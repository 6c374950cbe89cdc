package io.computeplatform.jobs;

import java.time.Instant;
import java.util.Map;

import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.filter.Filters;
import io.computeplatform.internal.filter.JobFilter;
import org.jspecify.annotations.Nullable;

/**
 * Selects jobs in any status, for listing and counting. All conditions must match. A
 * condition that is set again replaces the previous one. Immutable.
 * <p>
 * These have an index: an id, the beginning of an id, a status with the time of its list
 * ({@link JobRepository#find(JobQuery, int, String)}), a queue of queued or failed jobs,
 * a type of failed jobs, a worker of running jobs. Each other condition is evaluated on a
 * limited number of jobs for each page.
 */
public final class JobQuery {

	private static final JobQuery ALL = new JobQuery(Filters.none(JobFilter.class));

	private final Filters<JobFilter> filters;

	private JobQuery(Filters<JobFilter> filters) {
		this.filters = filters;
	}

	/**
	 * All jobs.
	 * @return a query to start from
	 */
	public static JobQuery all() {
		return ALL;
	}

	/**
	 * Reads conditions in their text form, as an endpoint has them.
	 * @param conditions value by name: status, queue, type, id, idPrefix, worker,
	 * createdSince, createdBefore, dueSince, dueBefore, startedSince, startedBefore,
	 * finishedSince, finishedBefore, minTries, maxTries, payload; those without a value
	 * are left out
	 * @return query with all of them
	 * @throws InvalidJobException if a name or a value is none of the allowed ones
	 */
	public static JobQuery of(Map<String, @Nullable String> conditions) {
		return new JobQuery(Filters.of(JobFilter.class, conditions));
	}

	/**
	 * Restricts to one status.
	 * @param status any but {@link JobStatus#UNKNOWN}
	 * @return new query
	 * @throws InvalidJobException if it is unknown
	 */
	public JobQuery withStatus(JobStatus status) {
		return with(JobFilter.STATUS, status.value());
	}

	/**
	 * Restricts to one queue.
	 * @param queue name of the queue, without prefix; it need not be configured here
	 * @return new query
	 * @throws InvalidJobException if no queue can have that name
	 */
	public JobQuery ofQueue(String queue) {
		return with(JobFilter.QUEUE, queue);
	}

	/**
	 * Restricts to one type.
	 * @param type type name of the payload
	 * @return new query
	 */
	public JobQuery ofType(String type) {
		return with(JobFilter.TYPE, type);
	}

	/**
	 * Restricts to one job.
	 * @param id its id
	 * @return new query
	 */
	public JobQuery withId(JobId id) {
		return with(JobFilter.ID, id.toString());
	}

	/**
	 * Restricts to jobs whose ids begin alike.
	 * @param prefix beginning of an id in its text form
	 * @return new query
	 * @throws InvalidJobException if no id begins like this
	 */
	public JobQuery withIdPrefix(String prefix) {
		return with(JobFilter.ID_PREFIX, prefix);
	}

	/**
	 * Restricts to jobs that a worker has run: in the newest attempt, or in one that
	 * ended without success.
	 * @param worker name of the worker
	 * @return new query
	 */
	public JobQuery ofWorker(String worker) {
		return with(JobFilter.WORKER, worker);
	}

	/**
	 * Restricts to jobs that were submitted at a time or later.
	 * @param time inclusive, by the database's clock
	 * @return new query
	 */
	public JobQuery createdSince(Instant time) {
		return with(JobFilter.CREATED_SINCE, time.toString());
	}

	/**
	 * Restricts to jobs that were submitted before a time.
	 * @param time exclusive, by the database's clock
	 * @return new query
	 */
	public JobQuery createdBefore(Instant time) {
		return with(JobFilter.CREATED_BEFORE, time.toString());
	}

	/**
	 * Restricts to jobs that are due at a time or later.
	 * @param time inclusive, by the database's clock
	 * @return new query
	 */
	public JobQuery dueSince(Instant time) {
		return with(JobFilter.DUE_SINCE, time.toString());
	}

	/**
	 * Restricts to jobs that are due before a time.
	 * @param time exclusive, by the database's clock
	 * @return new query
	 */
	public JobQuery dueBefore(Instant time) {
		return with(JobFilter.DUE_BEFORE, time.toString());
	}

	/**
	 * Restricts to jobs whose newest attempt started at a time or later.
	 * @param time inclusive, by the database's clock
	 * @return new query
	 */
	public JobQuery startedSince(Instant time) {
		return with(JobFilter.STARTED_SINCE, time.toString());
	}

	/**
	 * Restricts to jobs whose newest attempt started before a time.
	 * @param time exclusive, by the database's clock
	 * @return new query
	 */
	public JobQuery startedBefore(Instant time) {
		return with(JobFilter.STARTED_BEFORE, time.toString());
	}

	/**
	 * Restricts to jobs that ended at a time or later. A failed job ended when it failed.
	 * @param time inclusive, by the database's clock
	 * @return new query
	 */
	public JobQuery finishedSince(Instant time) {
		return with(JobFilter.FINISHED_SINCE, time.toString());
	}

	/**
	 * Restricts to jobs that ended before a time. A failed job ended when it failed.
	 * @param time exclusive, by the database's clock
	 * @return new query
	 */
	public JobQuery finishedBefore(Instant time) {
		return with(JobFilter.FINISHED_BEFORE, time.toString());
	}

	/**
	 * Restricts to jobs with a minimum try count.
	 * @param tries 0 or more
	 * @return new query
	 */
	public JobQuery withMinTries(int tries) {
		return with(JobFilter.MIN_TRIES, Integer.toString(tries));
	}

	/**
	 * Restricts to jobs with a maximum try count.
	 * @param tries 0 or more
	 * @return new query
	 */
	public JobQuery withMaxTries(int tries) {
		return with(JobFilter.MAX_TRIES, Integer.toString(tries));
	}

	/**
	 * Restricts by a predicate on the payload. A search needs a status too, and a queue
	 * or a time.
	 * @param jsonPath a predicate of SQL/JSON path, such as {@code $.customer.id == 42}.
	 * The database checks it when the query is executed
	 * @return new query
	 * @see io.computeplatform.failed.FailedJobQuery#withPayload(String)
	 */
	public JobQuery withPayload(String jsonPath) {
		return with(JobFilter.PAYLOAD, jsonPath);
	}

	private JobQuery with(JobFilter filter, String value) {
		return new JobQuery(this.filters.with(filter, value));
	}

	Filters<JobFilter> filters() {
		return this.filters;
	}

	/**
	 * Returns the conditions in their text form, as {@link #of(Map)} reads them.
	 * @return value by name, in a fixed order
	 */
	public Map<String, String> toMap() {
		return this.filters.toMap();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof JobQuery query && toMap().equals(query.toMap());
	}

	@Override
	public int hashCode() {
		return toMap().hashCode();
	}

	@Override
	public String toString() {
		return toMap().isEmpty() ? "all jobs" : "jobs with " + toMap();
	}

}
