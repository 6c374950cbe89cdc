package io.computeplatform.internal.store;

import java.time.Duration;

import io.computeplatform.JobStatus;

/**
 * Deletes old rows: finished jobs and bulk operations, lost workers, tombstones, and
 * resolved rejected messages. Each call is one bounded statement in a transaction of its
 * own, which skips locked rows. Internal, thread-safe.
 */
public final class RetentionRows {

	/**
	 * Maximum number of attempts and log lines that are deleted with their jobs in one
	 * statement, unless a single job has more.
	 */
	private static final int MAX_PARTS = 10_000;

	private final Database database;

	RetentionRows(Database database) {
		this.database = database;
	}

	/**
	 * Deletes the oldest jobs of a final status, with their attempts and what these
	 * reported.
	 * @param status the status
	 * @param age minimum time since they were finished
	 * @param limit maximum number
	 * @return number of jobs, and whether there may be more
	 */
	public Batch delete(JobStatus status, Duration age, int limit) {
		if (!status.isFinished()) {
			throw new IllegalArgumentException("Jobs that are " + status + " are not to be deleted");
		}
		return this.database.inTransaction(() -> this.database.sql(statement(status))
			.param("age", Intervals.of(age))
			.param("limit", limit)
			.param("parts", MAX_PARTS)
			.param("traces", Intervals.of(WorkerRows.TOMBSTONE_RETENTION))
			.query((row, number) -> new Batch(row.getInt("deleted"), row.getBoolean("more")))
			.single());
	}

	/**
	 * Deletes the oldest tombstones, when no message can name their jobs any more.
	 * @param limit maximum number
	 * @return number of tombstones, and whether there may be more
	 */
	public Batch deleteTombstones(int limit) {
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
	 * @param limit maximum number
	 * @return number of workers, and whether there may be more
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
	 * Deletes rejected messages that were resolved long ago, when no dead letter can name
	 * them any more.
	 * @param limit maximum number
	 * @return number of messages, and whether there may be more
	 */
	public Batch deleteResolvedMessages(int limit) {
		return delete("""
				DELETE FROM compute.rejected_messages WHERE id = ANY (ARRAY(
				  SELECT id FROM compute.rejected_messages
				  WHERE resolved_at < now() - :traces::interval
				  ORDER BY resolved_at
				  LIMIT :limit
				  FOR UPDATE SKIP LOCKED))""", limit);
	}

	private Batch delete(String statement, int limit) {
		int deleted = this.database.inTransaction(() -> this.database.sql(statement)
			.param("traces", Intervals.of(WorkerRows.TOMBSTONE_RETENTION))
			.param("limit", limit)
			.update());
		return new Batch(deleted, deleted == limit);
	}

	/**
	 * Deletes the job rows of the bulk operation that ended first, and the operation
	 * itself with the last of them.
	 * @param age minimum time since it ended
	 * @param limit maximum number of its jobs
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
		// Literals, because a generic plan for any status could not use the partial
		// indexes.
		String finishedAt = (status == JobStatus.FAILED) ? "failed_at" : "finished_at";
		// A tombstone distinguishes the late message of a deleted job from a foreign one.
		// A job message is published before its job is finished. A job that finished
		// longer ago than tombstones are kept therefore needs one only for its dead
		// letters.
		return """
				WITH old AS MATERIALIZED (
				  SELECT id, try_count FROM compute.jobs
				  WHERE status = '%1$s' AND %2$s < now() - :age::interval
				  ORDER BY %2$s
				  LIMIT :limit
				  FOR UPDATE SKIP LOCKED
				), few AS (
				  SELECT id FROM (
				    SELECT id, sum(parts) OVER (ROWS UNBOUNDED PRECEDING) - parts AS parts_before FROM (
				      SELECT id, try_count + (SELECT count(*) FROM compute.attempt_log WHERE job_id = id) AS parts FROM old
				    ) AS measured
				  ) AS counted
				  WHERE parts_before < :parts
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
				FROM deleted"""
			.formatted(status.value(), finishedAt);
	}

	/**
	 * Result of one statement.
	 *
	 * @param deleted number of rows
	 * @param hasMore whether there may be more rows
	 */
	public record Batch(int deleted, boolean hasMore) {

	}

}
