package io.computeplatform.internal.audit;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import io.computeplatform.JobId;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.Rows;
import io.computeplatform.internal.support.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Audit entries: written in the transaction of the action, never changed. Internal,
 * thread-safe.
 */
public final class AuditRows {

	/**
	 * A difference may be as large as the payload that was edited.
	 */
	private static final String COLUMNS = """
			actions.id, actions.acted_at, actions.action, actions.acted_by, actions.reason, actions.job_id,
			actions.operation_id, actions.queue, actions.to_queue, actions.jobs, actions.copy_id,
			actions.rejected_id,
			CASE WHEN length(actions.difference::text) <= 4000 THEN actions.difference::text
			  ELSE left(actions.difference::text, 4000) || '... (the rest is in table actions)' END AS difference""";

	private final Database database;

	private final Actor actor;

	AuditRows(Database database, Actor actor) {
		this.database = database;
		this.actor = actor;
	}

	public void onJob(Action action, UUID job, AuditNote note) {
		record(new Entry(action, job, null, null, null, 1, null, null, null), note);
	}

	public void onOperation(Action action, UUID operation, long jobs, AuditNote note) {
		record(new Entry(action, null, operation, null, null, jobs, null, null, null), note);
	}

	public void onEdit(UUID job, UUID copy, String difference, AuditNote note) {
		record(new Entry(Action.RETRY_EDITED, job, null, null, null, 1, copy, difference, null), note);
	}

	/**
	 * Writes an entry for an action on a queue, in the caller's transaction.
	 * @param toQueue target queue of a move
	 * @param jobs number of affected jobs
	 * @return recorded name of the actor
	 */
	public String onQueue(Action action, String queue, @Nullable String toQueue, long jobs, AuditNote note) {
		return record(new Entry(action, null, null, queue, toQueue, jobs, null, null, null), note);
	}

	/**
	 * Writes an entry for an action on a rejected message, in the caller's transaction.
	 */
	public void onRejected(Action action, String queue, long rejectedId, AuditNote note) {
		record(new Entry(action, null, null, queue, null, 0, null, null, rejectedId), note);
	}

	private String record(Entry entry, AuditNote note) {
		String actedBy = this.actor.nameOr(note.actor());
		this.database.inTransaction(() -> this.database
			.sql("""
					INSERT INTO compute.actions
					  (action, job_id, operation_id, queue, to_queue, jobs, acted_by, reason, copy_id, difference, rejected_id)
					VALUES (:action, :job, :operation, :queue, :toQueue, :jobs, :actedBy, :reason, :copy, :difference::json,
					  :rejectedId)""")
			.param("action", entry.action().value())
			.param("job", entry.job())
			.param("operation", entry.operation())
			.param("queue", entry.queue())
			.param("toQueue", entry.toQueue())
			.param("jobs", entry.jobs())
			.param("actedBy", actedBy)
			.param("reason", note.comment())
			.param("copy", entry.copy())
			.param("difference", entry.difference())
			.param("rejectedId", entry.rejectedId())
			.update());
		return actedBy;
	}

	public List<AuditEntry> newest(int limit, @Nullable Long before) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT %s FROM compute.actions
				WHERE id < :before
				ORDER BY id DESC
				LIMIT :limit""".formatted(COLUMNS))
			.param("before", (before != null) ? before : Long.MAX_VALUE)
			.param("limit", limit)
			.query(AuditRows::action)
			.list());
	}

	public List<AuditEntry> ofQueue(String queue, int limit) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT * FROM (
				  (SELECT %1$s FROM compute.actions WHERE queue = :queue ORDER BY id DESC LIMIT :limit)
				  UNION ALL
				  (SELECT %1$s FROM compute.actions WHERE to_queue = :queue ORDER BY id DESC LIMIT :limit)
				) AS actions
				ORDER BY id DESC
				LIMIT :limit""".formatted(COLUMNS))
			.param("queue", queue)
			.param("limit", limit)
			.query(AuditRows::action)
			.list());
	}

	/**
	 * Actions on a job, by itself or by a bulk operation; for the latter the time is that
	 * of the action on this job.
	 */
	public List<AuditEntry> ofJob(UUID job) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT * FROM (
				  SELECT %1$s FROM compute.actions WHERE job_id = :job
				  UNION ALL
				  SELECT %1$s FROM compute.actions WHERE copy_id = :job
				  UNION ALL
				  SELECT actions.id, operation_jobs.acted_at, actions.action, actions.acted_by, actions.reason,
				    operation_jobs.job_id, actions.operation_id, NULL, NULL, 1, NULL, NULL, NULL
				  FROM compute.operation_jobs
				  JOIN compute.operations ON operations.id = operation_jobs.operation_id
				  JOIN compute.actions ON actions.operation_id = operations.id AND actions.action = operations.action
				  WHERE operation_jobs.job_id = :job AND operation_jobs.result = 'acted'
				  ORDER BY acted_at DESC, id DESC
				  LIMIT :limit
				) AS newest
				ORDER BY acted_at, id""".formatted(COLUMNS))
			.param("job", job)
			.param("limit", Limits.HISTORY)
			.query(AuditRows::action)
			.list());
	}

	private static AuditEntry action(ResultSet row, int number) throws SQLException {
		UUID job = row.getObject("job_id", UUID.class);
		UUID copy = row.getObject("copy_id", UUID.class);
		return new AuditEntryRow(row.getLong("id"), Rows.required(row, "acted_at"), Action.of(row.getString("action")),
				row.getString("acted_by"), row.getString("reason"), (job != null) ? new JobId(job) : null,
				row.getObject("operation_id", UUID.class), row.getString("queue"), row.getString("to_queue"),
				row.getLong("jobs"), (copy != null) ? new JobId(copy) : null, row.getString("difference"),
				row.getObject("rejected_id", Long.class));
	}

	private record Entry(Action action, @Nullable UUID job, @Nullable UUID operation, @Nullable String queue,
			@Nullable String toQueue, long jobs, @Nullable UUID copy, @Nullable String difference,
			@Nullable Long rejectedId) {

	}

}
