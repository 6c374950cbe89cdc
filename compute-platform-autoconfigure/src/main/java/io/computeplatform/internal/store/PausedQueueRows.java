package io.computeplatform.internal.store;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Queues that are paused manually. Internal, thread-safe.
 */
public final class PausedQueueRows {

	private final Database database;

	PausedQueueRows(Database database) {
		this.database = database;
	}

	/**
	 * Pauses a queue, or replaces the comment of its pause.
	 * @param queue name of the queue
	 * @param comment why
	 * @param actor who pauses it
	 */
	public void pause(String queue, String comment, String actor) {
		this.database.inTransaction(() -> this.database.sql("""
				INSERT INTO compute.paused_queues (queue, reason, paused_by) VALUES (:queue, :comment, :actor)
				ON CONFLICT (queue) DO UPDATE SET reason = excluded.reason, paused_by = excluded.paused_by""")
			.param("queue", queue)
			.param("comment", comment)
			.param("actor", actor)
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
	public List<Paused> all() {
		return this.database.inTransaction(() -> this.database
			.sql("SELECT queue, reason, paused_at, paused_by FROM compute.paused_queues ORDER BY queue")
			.query((row, number) -> new Paused(row.getString("queue"), row.getString("reason"),
					Rows.required(row, "paused_at"), row.getString("paused_by")))
			.list());
	}

	/**
	 * A queue that is paused manually. Internal.
	 *
	 * @param queue name of the queue
	 * @param comment why
	 * @param pausedAt when it was paused
	 * @param actor who paused it; {@code null} if it was paused by an older version
	 */
	public record Paused(String queue, String comment, Instant pausedAt, @Nullable String actor) {

	}

}
