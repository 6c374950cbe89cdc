package io.computeplatform.store;

import java.util.List;

import io.computeplatform.PausedQueue;

/**
 * Which queues are paused by hand. Internal, thread-safe.
 */
public final class PausedQueueRows {

	private final Database database;

	PausedQueueRows(Database database) {
		this.database = database;
	}

	/**
	 * Pauses a queue, or replaces the reason why it is.
	 * @param queue name of the queue
	 * @param reason why
	 * @param by who does
	 */
	public void pause(String queue, String reason, String by) {
		this.database.inTransaction(() -> this.database.sql("""
				INSERT INTO compute.paused_queues (queue, reason, paused_by) VALUES (:queue, :reason, :by)
				ON CONFLICT (queue) DO UPDATE SET reason = excluded.reason, paused_by = excluded.paused_by""")
			.param("queue", queue)
			.param("reason", reason)
			.param("by", by)
			.update());
	}

	/**
	 * Resumes a queue.
	 * @param queue name of the queue
	 * @return whether it was paused
	 */
	public boolean resume(String queue) {
		return this.database
			.inTransaction(() -> this.database.sql("DELETE FROM compute.paused_queues WHERE queue = :queue")
				.param("queue", queue)
				.update()) == 1;
	}

	/**
	 * All paused queues.
	 * @return ordered by name
	 */
	public List<PausedQueue> all() {
		return this.database.inTransaction(() -> this.database
			.sql("SELECT queue, reason, paused_at, paused_by FROM compute.paused_queues ORDER BY queue")
			.query((row, number) -> new PausedQueue(row.getString("queue"), row.getString("reason"),
					Rows.required(row, "paused_at"), row.getString("paused_by")))
			.list());
	}

}
