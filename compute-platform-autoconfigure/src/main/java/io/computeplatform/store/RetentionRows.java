package io.computeplatform.store;

import java.time.Duration;

import io.computeplatform.JobStatus;

/**
 * Deletes what is no longer needed: jobs and operations that were finished long ago, lost
 * workers, the traces of deleted jobs and rejected messages that were settled. Each call
 * is one bounded statement in a transaction of its own, which passes over rows that are
 * locked. Internal, thread-safe.
 */
public final class RetentionRows {

	/**
	 * Attempts that are deleted with their jobs in one statement, unless a single job has
	 * more.
	 */
	private static final int MAX_ATTEMPTS = 10_000;

	private final Database database;

	RetentionRows(Database database) {
		this.database = database;
	}

	/**
	 * Deletes the oldest jobs of a final status, with their attempts.
	 * @param status the status
	 * @param age how long ago they were finished
	 * @param limit how many at most
	 * @return how many, and whether there may be more
	 */
	public Batch delete(JobStatus status, Duration age, int limit) {
		if (!status.isFinished()) {
			throw new IllegalArgumentException("Jobs that are " + status + " are not to be deleted");
		}
		return this.database.inTransaction(() -> this.database.sql(statement(status))
			.param("age", Intervals.of(age))
			.param("limit", limit)
			.param("attempts", MAX_ATTEMPTS)
			.param("traces", Intervals.of(WorkerRows.KEEP_TRACES))
			.query((row, number) -> new Batch(row.getInt("deleted"), row.getBoolean("more")))
			.single());
	}

	/**
	 * Deletes the oldest traces of deleted jobs, when no message names those any more.
	 * @param limit how many at most
	 * @return how many, and whether there may be more
	 */
	public Batch deleteTraces(int limit) {
		return delete("""
				DELETE FROM compute.deleted_jobs WHERE job_id = ANY (ARRAY(
				  SELECT job_id FROM compute.deleted_jobs
				  WHERE deleted_at < now() - :traces::interval
				  ORDER BY deleted_at
				  LIMIT :limit
				  FOR UPDATE SKIP LOCKED))""", limit);
	}

	/**
	 * Deletes workers that were declared lost long ago.
	 * @param limit how many at most
	 * @return how many, and whether there may be more
	 */
	public Batch deleteLostWorkers(int limit) {
		return delete("""
				DELETE FROM compute.workers WHERE worker = ANY (ARRAY(
				  SELECT worker FROM compute.workers
				  WHERE lost_at < now() - :traces::interval
				  LIMIT :limit
				  FOR UPDATE SKIP LOCKED))""", limit);
	}

	/**
	 * Deletes rejected messages that were settled long ago, when no dead letter names
	 * them any more.
	 * @param limit how many at most
	 * @return how many, and whether there may be more
	 */
	public Batch deleteSettledMessages(int limit) {
		return delete("""
				DELETE FROM compute.rejected_messages WHERE id = ANY (ARRAY(
				  SELECT id FROM compute.rejected_messages
				  WHERE settled_at < now() - :traces::interval
				  ORDER BY settled_at
				  LIMIT :limit
				  FOR UPDATE SKIP LOCKED))""", limit);
	}

	private Batch delete(String statement, int limit) {
		int deleted = this.database.inTransaction(() -> this.database.sql(statement)
			.param("traces", Intervals.of(WorkerRows.KEEP_TRACES))
			.param("limit", limit)
			.update());
		return new Batch(deleted, deleted == limit);
	}

	/**
	 * Deletes what the operation that ended first did to each of its jobs, and the
	 * operation with the last of them.
	 * @param age how long ago it ended
	 * @param limit how many of its jobs at most
	 * @return whether there was one, and so may be more
	 */
	public Batch deleteOperation(Duration age, int limit) {
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
			.query((row, number) -> new Batch(0, row.getBoolean(1)))
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
				  SELECT id, try_count FROM compute.jobs
				  WHERE status = '%1$s' AND %2$s < now() - :age::interval
				  ORDER BY %2$s
				  LIMIT :limit
				  FOR UPDATE SKIP LOCKED
				), few AS (
				  SELECT id FROM (
				    SELECT id, sum(try_count) OVER (ROWS UNBOUNDED PRECEDING) - try_count AS attempts_before FROM old
				  ) AS counted
				  WHERE attempts_before < :attempts
				), deleted AS (
				  DELETE FROM compute.jobs AS jobs WHERE id = ANY (ARRAY(SELECT id FROM few))
				  RETURNING jobs.id, jobs.failed_at, jobs.finished_at
				), traced AS (
				  INSERT INTO compute.deleted_jobs (job_id)
				  SELECT id FROM deleted WHERE failed_at IS NOT NULL OR finished_at > now() - :traces::interval
				  ON CONFLICT (job_id) DO UPDATE SET deleted_at = now()
				)
				SELECT count(*) AS deleted,
				  (SELECT count(*) FROM old) = :limit OR (SELECT count(*) FROM old) > count(*) AS more
				FROM deleted""".formatted(status.value(), finishedAt);
	}

	/**
	 * What one statement did.
	 *
	 * @param deleted how many rows it was about
	 * @param hasMore whether there may be more of them
	 */
	public record Batch(int deleted, boolean hasMore) {

	}

}
