package io.computeplatform.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Messages that were rejected: one row for each that differs, and a bounded number of
 * open ones. Internal, thread-safe.
 */
public final class RejectedRows {

	/**
	 * How many open ones are kept. Instances that reject at the same moment may go beyond
	 * it by what each was allowed before.
	 */
	public static final int MAX_OPEN = 10_000;

	private static final int MAX_ALLOWED_AT_ONCE = 100;

	private static final Duration FULL_FOR = Duration.ofSeconds(1);

	private final Database database;

	private int allowed;

	private int begun;

	private long fullUntil = System.nanoTime();

	RejectedRows(Database database) {
		this.database = database;
	}

	/**
	 * Keeps a message. One that is kept already is counted once more, and open again.
	 * @param queue name of the queue it was found in
	 * @param reason what is wrong with it
	 * @param message the message
	 * @return id of its row, or empty if there are too many open ones
	 */
	public Optional<Long> keep(String queue, String reason, Content message) {
		Optional<Long> known = countAgain(queue, reason, message);
		if (known.isPresent() || !begin()) {
			return known;
		}
		try {
			return Optional.of(insert(queue, reason, message));
		}
		finally {
			end();
		}
	}

	private Optional<Long> countAgain(String queue, String reason, Content message) {
		return this.database.alone(() -> this.database.sql("""
				UPDATE compute.rejected_messages SET
				  times = times + 1, last_rejected_at = now(), reason = :reason, settled_at = NULL, settled_as = NULL
				WHERE queue = :queue AND fingerprint = :fingerprint
				RETURNING id""")
			.param("reason", reason)
			.param("queue", queue)
			.param("fingerprint", message.fingerprint())
			.query(Long.class)
			.optional());
	}

	private long insert(String queue, String reason, Content message) {
		return this.database.alone(() -> this.database.sql("""
				INSERT INTO compute.rejected_messages AS kept
				  (queue, fingerprint, message_id, type, reason, headers, properties, body, body_size)
				VALUES (:queue, :fingerprint, :messageId, :type, :reason, :headers, :properties, :body, :bodySize)
				ON CONFLICT (queue, fingerprint) DO UPDATE SET
				  times = kept.times + 1, last_rejected_at = now(), reason = excluded.reason,
				  settled_at = NULL, settled_as = NULL
				RETURNING id""")
			.param("queue", queue)
			.param("fingerprint", message.fingerprint())
			.param("messageId", message.messageId())
			.param("type", message.type())
			.param("reason", reason)
			.param("headers", message.headers())
			.param("properties", message.properties())
			.param("body", message.body())
			.param("bodySize", message.bodySize())
			.query(Long.class)
			.single());
	}

	/**
	 * Counting for each message would cost as much as ten thousand of them.
	 */
	private synchronized boolean begin() {
		if (this.allowed == 0 && System.nanoTime() - this.fullUntil >= 0) {
			this.allowed = Math.min(MAX_ALLOWED_AT_ONCE, MAX_OPEN - countOpen() - this.begun);
			if (this.allowed <= 0) {
				this.allowed = 0;
				this.fullUntil = System.nanoTime() + FULL_FOR.toNanos();
			}
		}
		if (this.allowed == 0) {
			return false;
		}
		this.allowed--;
		this.begun++;
		return true;
	}

	private synchronized void end() {
		this.begun--;
	}

	private int countOpen() {
		return this.database.alone(() -> this.database.sql("""
				SELECT count(*) FROM (
				  SELECT FROM compute.rejected_messages WHERE settled_at IS NULL LIMIT :limit
				) AS open""").param("limit", MAX_OPEN).query(Integer.class).single());
	}

	/**
	 * Tells those that somebody has settled. One that is not known is none of them.
	 * @param ids ids of rows
	 * @return those that are settled
	 */
	public Set<Long> settled(List<Long> ids) {
		if (ids.isEmpty()) {
			return Set.of();
		}
		return this.database.inTransaction(() -> new HashSet<>(this.database.sql("""
				SELECT id FROM compute.rejected_messages WHERE id = ANY (:ids::bigint[]) AND settled_at IS NOT NULL""")
			.param("ids", ids.toArray(Long[]::new))
			.query(Long.class)
			.list()));
	}

	/**
	 * Changes when a message of a queue is settled, also by a transaction that took
	 * longer than others.
	 * @param queue name of the queue
	 * @return number and newest time of those that are settled, as far as they are
	 * counted
	 */
	public Mark settledMark(String queue) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT count(*) AS messages, max(settled_at) AS last FROM (
				  SELECT settled_at FROM compute.rejected_messages
				  WHERE queue = :queue AND settled_at IS NOT NULL
				  ORDER BY settled_at DESC
				  LIMIT :limit
				) AS newest""")
			.param("queue", queue)
			.param("limit", MAX_OPEN)
			.query((row, number) -> new Mark(row.getInt("messages"), Rows.instant(row, "last")))
			.single());
	}

	/**
	 * How many messages of a queue are settled.
	 *
	 * @param messages how many, as far as they were counted
	 * @param last when the newest was settled, if there is one
	 */
	public record Mark(int messages, @Nullable Instant last) {

		/**
		 * If nothing is settled.
		 */
		public static final Mark NONE = new Mark(0, null);

	}

	/**
	 * A message that is to be kept.
	 */
	public interface Content {

		/**
		 * A digest that tells it from others.
		 * @return the same for the same message
		 */
		byte[] fingerprint();

		/**
		 * The id that its sender gave it.
		 * @return without NUL, or {@code null}
		 */
		@Nullable String messageId();

		/**
		 * The type that its sender gave it.
		 * @return without NUL, or {@code null}
		 */
		@Nullable String type();

		/**
		 * Its headers.
		 * @return a JSON object
		 */
		String headers();

		/**
		 * What it takes to send it again, besides the body.
		 * @return {@code null} if that is not kept whole
		 */
		byte @Nullable [] properties();

		/**
		 * The beginning of its body.
		 * @return a bounded number of bytes
		 */
		byte[] body();

		/**
		 * Size of its whole body.
		 * @return bytes
		 */
		long bodySize();

	}

}
