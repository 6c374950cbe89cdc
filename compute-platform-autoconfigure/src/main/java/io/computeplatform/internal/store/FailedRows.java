package io.computeplatform.internal.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Actions of administrators on failed jobs. Each statement changes only jobs that are
 * failed, and locks them in one order, so that two callers never deadlock. Internal,
 * thread-safe.
 */
public final class FailedRows {

	private static final String LOCKED = """
			WITH locked AS (
			  SELECT jobs.id FROM compute.jobs AS jobs
			  JOIN unnest(:ids::uuid[], :tryCounts::integer[]) WITH ORDINALITY AS wanted (id, try_count, ordinal)
			    ON wanted.id = jobs.id AND %s
			  WHERE %s AND jobs.try_count = coalesce(wanted.try_count, jobs.try_count)
			  ORDER BY jobs.id
			  FOR UPDATE OF jobs
			)
			""".formatted(BatchParameters.ROW_ESTIMATE_HINT, Rows.IS_FAILED);

	private final Database database;

	FailedRows(Database database) {
		this.database = database;
	}

	/**
	 * Grants failed jobs one more attempt each.
	 * @param jobs the jobs
	 * @param grace time for the publish that follows, before the relay publishes the
	 * message
	 * @return pending messages of those that were failed
	 */
	public List<OutboxMessage> retry(List<FailedKey> jobs, Duration grace) {
		return this.database.inTransaction(() -> locked("""
				UPDATE compute.jobs AS jobs SET
				  status = 'queued', max_tries = try_count + 1, due_at = statement_timestamp(), finished_at = NULL,
				  cancel_requested_at = NULL, dead_letter_popped_at = NULL,
				  message_due_at = statement_timestamp() + :grace::interval, message_sends = 0, releases = 0
				FROM locked WHERE jobs.id = locked.id
				RETURNING %s""".formatted(Rows.OUTBOX_MESSAGE), jobs).param("grace", Intervals.of(grace))
			.query(Rows::outboxMessage)
			.list());
	}

	/**
	 * Discards failed jobs.
	 * @param jobs the jobs
	 * @return ids of those that were failed
	 */
	public List<UUID> discard(List<FailedKey> jobs) {
		return this.database.inTransaction(() -> locked(
				"""
						UPDATE compute.jobs AS jobs SET status = 'discarded', finished_at = statement_timestamp(), message_due_at = NULL
						FROM locked WHERE jobs.id = locked.id
						RETURNING jobs.id""",
				jobs)
			.query(UUID.class)
			.list());
	}

	/**
	 * Deletes failed jobs, and inserts their tombstones, because a message may still name
	 * them.
	 * @param jobs the jobs
	 * @return ids of those that were failed
	 */
	public List<UUID> delete(List<FailedKey> jobs) {
		return this.database.inTransaction(() -> locked("""
				, deleted AS (
				  DELETE FROM compute.jobs AS jobs USING locked WHERE jobs.id = locked.id RETURNING jobs.id
				)
				INSERT INTO compute.deleted_jobs (job_id) SELECT id FROM deleted
				ON CONFLICT (job_id) DO UPDATE SET deleted_at = statement_timestamp()
				RETURNING job_id""", jobs).query(UUID.class).list());
	}

	/**
	 * Makes a discarded job failed again. Its dead letter becomes pending. One that was
	 * published before does not count, because it may have been removed since.
	 * @param id id of the job
	 * @return whether it was discarded
	 */
	public boolean restore(UUID id) {
		return this.database.inTransaction(() -> this.database
			.sql("""
					UPDATE compute.jobs SET
					  status = 'failed', finished_at = statement_timestamp(), dead_letter_popped_at = NULL, message_due_at = statement_timestamp()
					WHERE id = :id AND status = 'discarded'""")
			.param("id", id)
			.update()) == 1;
	}

	/**
	 * Finds the original of an edit, and locks its row until the caller's transaction
	 * ends.
	 * @param id id of the job
	 * @return its queue, type, payload and trace, or empty if it is not failed
	 */
	public Optional<Original> lock(UUID id) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT queue, type, other_types, payload, trace FROM compute.jobs AS jobs
				WHERE id = :id AND %s
				FOR UPDATE""".formatted(Rows.IS_FAILED))
			.param("id", id)
			.query((row, number) -> new Original(row.getString("queue"), row.getString("type"),
					Rows.texts(row, "other_types"), row.getString("payload"), row.getString("trace")))
			.optional());
	}

	private StatementSpec locked(String statement, List<FailedKey> jobs) {
		return this.database.sql(LOCKED + statement)
			.param("ids", jobs.stream().map((job) -> job.id().toString()).toArray(String[]::new))
			.param("tryCounts", jobs.stream().map(FailedKey::tryCount).toArray(Integer[]::new));
	}

	/**
	 * The original of an edit.
	 *
	 * @param queue name of the job's queue
	 * @param type type name of its payload
	 * @param otherTypes names of the payload's supertypes
	 * @param payload its payload
	 * @param trace trace context of the submit as JSON, if any
	 */
	public record Original(String queue, String type, List<String> otherTypes, String payload, @Nullable String trace) {

		/**
		 * Names of its payload's type.
		 * @return the type name first, then those of the supertypes
		 */
		public List<String> types() {
			return Stream.concat(Stream.of(this.type), this.otherTypes.stream()).toList();
		}

	}

}
