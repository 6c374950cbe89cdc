package io.computeplatform.failed;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

import io.computeplatform.JobId;
import io.computeplatform.store.Database;
import io.computeplatform.store.Rows;
import org.jspecify.annotations.Nullable;

/**
 * The record of what administrators did: written in the transaction that does it, never
 * changed.
 */
final class ActionRows {

	/**
	 * A difference may have as many bytes as the payload that was edited.
	 */
	private static final String COLUMNS = """
			actions.id, actions.acted_at, actions.action, actions.acted_by, actions.reason, actions.job_id,
			actions.operation_id, actions.jobs, actions.copy_id,
			CASE WHEN length(actions.difference::text) <= 4000 THEN actions.difference::text
			  ELSE left(actions.difference::text, 4000) || '... (the rest is in table actions)' END AS difference""";

	private final Database database;

	private final Actor actor;

	ActionRows(Database database, Actor actor) {
		this.database = database;
		this.actor = actor;
	}

	void onJob(Action action, UUID job, ActionNote note) {
		record(action, job, null, 1, note, null, null);
	}

	void onOperation(Action action, UUID operation, long jobs, ActionNote note) {
		record(action, null, operation, jobs, note, null, null);
	}

	void onEdit(UUID job, UUID copy, String difference, ActionNote note) {
		record(Action.RETRY_EDITED, job, null, 1, note, copy, difference);
	}

	private void record(Action action, @Nullable UUID job, @Nullable UUID operation, long jobs, ActionNote note,
			@Nullable UUID copy, @Nullable String difference) {
		this.database.inTransaction(() -> this.database.sql("""
				INSERT INTO compute.actions
				  (action, job_id, operation_id, jobs, acted_by, reason, copy_id, difference)
				VALUES (:action, :job, :operation, :jobs, :actedBy, :reason, :copy, :difference::json)""")
			.param("action", action.value())
			.param("job", job)
			.param("operation", operation)
			.param("jobs", jobs)
			.param("actedBy", this.actor.nameOr(note.by()))
			.param("reason", note.reason())
			.param("copy", copy)
			.param("difference", difference)
			.update());
	}

	List<ActionRecord> newest(int limit, @Nullable Long before) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT %s FROM compute.actions
				WHERE id < :before
				ORDER BY id DESC
				LIMIT :limit""".formatted(COLUMNS))
			.param("before", (before != null) ? before : Long.MAX_VALUE)
			.param("limit", limit)
			.query(ActionRows::action)
			.list());
	}

	/**
	 * What was done to a job, by itself or as one of many; for the latter the time is
	 * that of its own turn.
	 */
	List<ActionRecord> ofJob(UUID job) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT * FROM (
				  SELECT %1$s FROM compute.actions WHERE job_id = :job
				  UNION ALL
				  SELECT %1$s FROM compute.actions WHERE copy_id = :job
				  UNION ALL
				  SELECT actions.id, operation_jobs.acted_at, actions.action, actions.acted_by, actions.reason,
				    operation_jobs.job_id, actions.operation_id, 1, NULL, NULL
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
			.query(ActionRows::action)
			.list());
	}

	private static ActionRecord action(ResultSet row, int number) throws SQLException {
		UUID job = row.getObject("job_id", UUID.class);
		UUID copy = row.getObject("copy_id", UUID.class);
		return new ActionRecord(row.getLong("id"), Rows.required(row, "acted_at"), Action.of(row.getString("action")),
				row.getString("acted_by"), row.getString("reason"), (job != null) ? new JobId(job) : null,
				row.getObject("operation_id", UUID.class), row.getLong("jobs"), (copy != null) ? new JobId(copy) : null,
				row.getString("difference"));
	}

}
