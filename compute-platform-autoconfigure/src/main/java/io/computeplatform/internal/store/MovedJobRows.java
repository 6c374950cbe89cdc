package io.computeplatform.internal.store;

import java.util.List;

/**
 * Moves jobs from one queue to another. Internal, thread-safe.
 */
public final class MovedJobRows {

	// A queued job's message becomes pending again, in the order in which messages were
	// published or due. The previous message is dropped where it is found, because of the
	// tombstone. A running job whose worker is lost only changes its queue: recovery
	// completes it there.
	private static final String MOVE = """
			WITH waiting AS MATERIALIZED (
			  SELECT id FROM compute.jobs
			  WHERE queue = :from AND message_sent_at IS NOT NULL
			  ORDER BY message_sent_at
			  LIMIT :limit
			  FOR UPDATE SKIP LOCKED
			), owing AS MATERIALIZED (
			  SELECT id FROM compute.jobs
			  WHERE queue = :from AND message_due_at IS NOT NULL
			  ORDER BY message_due_at
			  LIMIT :limit - (SELECT count(*) FROM waiting)
			  FOR UPDATE SKIP LOCKED
			), orphaned AS MATERIALIZED (
			  SELECT id FROM compute.jobs
			  WHERE queue = :from AND status = 'in-progress'
			    AND NOT EXISTS (SELECT FROM compute.workers WHERE workers.worker = jobs.worker AND lost_at IS NULL)
			  LIMIT :limit - (SELECT count(*) FROM waiting) - (SELECT count(*) FROM owing)
			  FOR UPDATE OF jobs SKIP LOCKED
			), failed AS MATERIALIZED (
			  SELECT id FROM compute.jobs
			  WHERE queue = :from AND status = 'failed' AND message_due_at IS NULL
			  ORDER BY failed_at DESC, id DESC
			  LIMIT :limit - (SELECT count(*) FROM waiting) - (SELECT count(*) FROM owing) - (SELECT count(*) FROM orphaned)
			  FOR UPDATE SKIP LOCKED
			), moved AS (
			  UPDATE compute.jobs AS jobs SET
			    queue = :to, message_sends = 0, message_sent_at = NULL,
			    message_due_at = CASE
			      WHEN status = 'queued' THEN coalesce(message_due_at, message_sent_at)
			      WHEN status = 'failed' AND dead_letter_popped_at IS NULL THEN coalesce(message_due_at, now())
			    END
			  WHERE id = ANY (ARRAY(
			    SELECT id FROM waiting UNION ALL SELECT id FROM owing
			    UNION ALL SELECT id FROM orphaned UNION ALL SELECT id FROM failed))
			  RETURNING id, type, other_types
			), traced AS (
			  INSERT INTO compute.deleted_jobs (job_id) SELECT id FROM moved
			  ON CONFLICT (job_id) DO UPDATE SET deleted_at = now()
			)
			SELECT type, other_types, count(*) AS jobs FROM moved GROUP BY type, other_types ORDER BY type""";

	private final Database database;

	MovedJobRows(Database database) {
		this.database = database;
	}

	/**
	 * Moves queued jobs, failed jobs, and jobs in progress whose worker is lost. Locked
	 * rows are skipped.
	 * @param from name of the queue that holds them
	 * @param to name of the target queue
	 * @param limit maximum number
	 * @return for each type, the number of moved jobs
	 */
	public List<Moved> move(String from, String to, int limit) {
		return this.database.inTransaction(() -> this.database.sql(MOVE)
			.param("from", from)
			.param("to", to)
			.param("limit", limit)
			.query((row, number) -> new Moved(row.getString("type"), Rows.texts(row, "other_types"),
					row.getInt("jobs")))
			.list());
	}

	/**
	 * Moved jobs of a type.
	 *
	 * @param type type name of the payload
	 * @param otherTypes names of the payload's supertypes
	 * @param jobs number of jobs
	 */
	public record Moved(String type, List<String> otherTypes, int jobs) {

	}

}
