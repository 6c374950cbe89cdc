package io.computeplatform.store;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

/**
 * What administrators do to failed jobs: queue them again, or discard them. Internal,
 * thread-safe.
 */
public final class FailedRows {

	private final Database database;

	FailedRows(Database database) {
		this.database = database;
	}

	/**
	 * Grants failed jobs one more try each.
	 * @param ids the jobs
	 * @param grace time for the publish that follows, before the relay sends the message
	 * @return what those that were failed owe now
	 */
	public List<OwedMessage> retry(List<UUID> ids, Duration grace) {
		return this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.jobs AS jobs SET
				  status = 'queued', max_tries = try_count + 1, due_at = now(), finished_at = NULL,
				  cancel_requested_at = NULL, dead_letter_popped_at = NULL,
				  message_due_at = now() + :grace::interval, message_sends = 0
				WHERE id = ANY (:ids::uuid[]) AND status = 'failed'
				RETURNING %s""".formatted(Rows.OWED_MESSAGE))
			.param("ids", texts(ids))
			.param("grace", Intervals.of(grace))
			.query(Rows::owedMessage)
			.list());
	}

	/**
	 * Discards failed jobs.
	 * @param ids the jobs
	 * @return how many were failed
	 */
	public int discard(List<UUID> ids) {
		return this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.jobs SET status = 'discarded', message_due_at = NULL
				WHERE id = ANY (:ids::uuid[]) AND status = 'failed'""").param("ids", texts(ids)).update());
	}

	/**
	 * The database's time.
	 * @return now
	 */
	public OffsetDateTime now() {
		return this.database
			.inTransaction(() -> this.database.sql("SELECT now()").query(OffsetDateTime.class).single());
	}

	/**
	 * Takes some failed jobs of a queue, so that no other batch gets them while the
	 * caller's transaction lasts. Waits for a row that is locked, maybe only because its
	 * dead letter is being noted as sent.
	 * @param queue name of the queue
	 * @param until failed no later than that
	 * @param limit how many at most
	 * @return their ids
	 */
	public List<UUID> take(String queue, OffsetDateTime until, int limit) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT id FROM compute.jobs
				WHERE status = 'failed' AND queue = :queue AND failed_at <= :until
				ORDER BY failed_at DESC, id DESC
				LIMIT :limit
				FOR UPDATE""")
			.param("queue", queue)
			.param("until", until)
			.param("limit", limit)
			.query(UUID.class)
			.list());
	}

	private static String[] texts(List<UUID> ids) {
		return ids.stream().map(UUID::toString).toArray(String[]::new);
	}

}
