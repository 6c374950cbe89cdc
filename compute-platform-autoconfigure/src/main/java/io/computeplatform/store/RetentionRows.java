package io.computeplatform.store;

import java.time.Duration;

import io.computeplatform.JobStatus;

/**
 * Deletes jobs and operations that were finished long ago, a few at a time. Internal,
 * thread-safe.
 */
public final class RetentionRows {

	private final Database database;

	RetentionRows(Database database) {
		this.database = database;
	}

	/**
	 * Deletes the oldest jobs of a final status, with their attempts. Passes over rows
	 * that somebody else is at.
	 * @param status the status
	 * @param age how long ago they were finished
	 * @param limit how many at most
	 * @return how many
	 */
	public int delete(JobStatus status, Duration age, int limit) {
		if (!status.isFinished()) {
			throw new IllegalArgumentException("Jobs that are " + status + " are not to be deleted");
		}
		return this.database.inTransaction(() -> this.database.sql(statement(status))
			.param("age", Intervals.of(age))
			.param("limit", limit)
			.param("traces", Intervals.of(WorkerRows.KEEP_TRACES))
			.query(Integer.class)
			.single());
	}

	/**
	 * Deletes what the operation that ended first did to each of its jobs, and the
	 * operation with the last of them. Passes over one that somebody else is at.
	 * @param age how long ago it ended
	 * @param limit how many of its jobs at most
	 * @return whether there was one
	 */
	public boolean deleteOperation(Duration age, int limit) {
		return this.database.inTransaction(() -> this.database.sql("""
				WITH old AS MATERIALIZED (
				  SELECT id FROM compute.operations
				  WHERE finished_at < now() - :age::interval
				  ORDER BY finished_at
				  LIMIT 1
				  FOR UPDATE SKIP LOCKED
				), deleted AS (
				  DELETE FROM compute.operation_jobs AS jobs
				  USING (
				    SELECT operation_id, position FROM compute.operation_jobs
				    WHERE operation_id = (SELECT id FROM old)
				    ORDER BY position
				    LIMIT :limit
				  ) AS first
				  WHERE jobs.operation_id = first.operation_id AND jobs.position = first.position
				  RETURNING jobs.position
				), emptied AS (
				  DELETE FROM compute.operations
				  WHERE id = (SELECT id FROM old) AND (SELECT count(*) FROM deleted) < :limit
				)
				SELECT EXISTS (SELECT FROM old)""")
			.param("age", Intervals.of(age))
			.param("limit", limit)
			.query(Boolean.class)
			.single());
	}

	static String statement(JobStatus status) {
		// Literals, because a plan for any status could use none of the partial indexes.
		String finishedAt = (status == JobStatus.FAILED) ? "failed_at" : "finished_at";
		// A trace tells the late message of a deleted job from a foreign one. A wake-up
		// call is sent before its job is finished and outlives no trace, so that a job
		// finished longer ago than traces are kept needs one only for its dead letters.
		return """
				WITH old AS MATERIALIZED (
				  SELECT id FROM compute.jobs
				  WHERE status = '%1$s' AND %2$s < now() - :age::interval
				  ORDER BY %2$s
				  LIMIT :limit
				  FOR UPDATE SKIP LOCKED
				), deleted AS (
				  DELETE FROM compute.jobs AS jobs WHERE id = ANY (ARRAY(SELECT id FROM old))
				  RETURNING jobs.id, jobs.failed_at, jobs.finished_at
				), traced AS (
				  INSERT INTO compute.deleted_jobs (job_id)
				  SELECT id FROM deleted WHERE failed_at IS NOT NULL OR finished_at > now() - :traces::interval
				  ON CONFLICT (job_id) DO UPDATE SET deleted_at = now()
				)
				SELECT count(*) FROM deleted""".formatted(status.value(), finishedAt);
	}

}
