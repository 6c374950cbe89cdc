package io.computeplatform.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Rejected messages: one row for each distinct message, and a bounded number of open
 * ones. Internal, thread-safe.
 */
public final class RejectedRows {

	/**
	 * Maximum number of open rows. Concurrent instances may exceed it slightly, because
	 * each counts before it inserts.
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
	 * Keeps a message. If it is kept already, its counter is raised and it is open again.
	 * @param queue name of the queue it was found in
	 * @param reason why it was rejected
	 * @param message the message
	 * @return id of its row, or empty if there are too many open ones
	 */
	public Optional<Long> keep(String queue, String reason, Content message) {
		Optional<Long> known = incrementIfKnown(queue, reason, message);
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

	private Optional<Long> incrementIfKnown(String queue, String reason, Content message) {
		return this.database.singleStatement(() -> this.database.sql("""
				UPDATE compute.rejected_messages SET
				  times = times + 1, last_rejected_at = now(), reason = :reason, resolved_at = NULL, resolved_as = NULL
				WHERE queue = :queue AND fingerprint = :fingerprint
				RETURNING id""")
			.param("reason", reason)
			.param("queue", queue)
			.param("fingerprint", message.fingerprint())
			.query(Long.class)
			.optional());
	}

	private long insert(String queue, String reason, Content message) {
		return this.database.singleStatement(() -> this.database.sql("""
				INSERT INTO compute.rejected_messages AS kept
				  (queue, fingerprint, message_id, type, reason, headers, properties, body, body_size)
				VALUES (:queue, :fingerprint, :messageId, :type, :reason, :headers, :properties, :body, :bodySize)
				ON CONFLICT (queue, fingerprint) DO UPDATE SET
				  times = kept.times + 1, last_rejected_at = now(), reason = excluded.reason,
				  resolved_at = NULL, resolved_as = NULL
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
	 * Counting for each message would cost as much as reading ten thousand rows.
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
		return this.database.singleStatement(() -> this.database.sql("""
				SELECT count(*) FROM (
				  SELECT FROM compute.rejected_messages WHERE resolved_at IS NULL LIMIT :limit
				) AS open""").param("limit", MAX_OPEN).query(Integer.class).single());
	}

	/**
	 * Selects resolved messages. An unknown id is not selected.
	 * @param ids ids of rows
	 * @return ids of the resolved ones
	 */
	public Set<Long> resolved(List<Long> ids) {
		if (ids.isEmpty()) {
			return Set.of();
		}
		return this.database.inTransaction(() -> new HashSet<>(this.database.sql("""
				SELECT id FROM compute.rejected_messages WHERE id = ANY (:ids::bigint[]) AND resolved_at IS NOT NULL""")
			.param("ids", ids.toArray(Long[]::new))
			.query(Long.class)
			.list()));
	}

	/**
	 * Returns a value that changes when a message of a queue is resolved, also by a
	 * transaction that commits out of order.
	 * @param queue name of the queue
	 * @return number and newest time of the resolved messages, as far as they are counted
	 */
	public ResolvedVersion resolvedVersion(String queue) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT count(*) AS messages, max(resolved_at) AS last FROM (
				  SELECT resolved_at FROM compute.rejected_messages
				  WHERE queue = :queue AND resolved_at IS NOT NULL
				  ORDER BY resolved_at DESC
				  LIMIT :limit
				) AS newest""")
			.param("queue", queue)
			.param("limit", MAX_OPEN)
			.query((row, number) -> new ResolvedVersion(row.getInt("messages"), Rows.instant(row, "last")))
			.single());
	}

	/**
	 * Resolved messages of a queue.
	 *
	 * @param messages number of messages, as far as they were counted
	 * @param last when the newest was resolved, if there is one
	 */
	public record ResolvedVersion(int messages, @Nullable Instant last) {

		/**
		 * No message is resolved.
		 */
		public static final ResolvedVersion NONE = new ResolvedVersion(0, null);

	}

	/**
	 * A message to be kept.
	 */
	public interface Content {

		/**
		 * Digest of the message.
		 * @return the same for the same message
		 */
		byte[] fingerprint();

		/**
		 * Message id that the sender set.
		 * @return without NUL, or {@code null}
		 */
		@Nullable String messageId();

		/**
		 * Type that the sender set.
		 * @return without NUL, or {@code null}
		 */
		@Nullable String type();

		/**
		 * Headers of the message.
		 * @return a JSON object
		 */
		String headers();

		/**
		 * Properties that are needed to publish it again.
		 * @return {@code null} if they are not kept completely
		 */
		byte @Nullable [] properties();

		/**
		 * Beginning of the body.
		 * @return a bounded number of bytes
		 */
		byte[] body();

		/**
		 * Size of the whole body.
		 * @return bytes
		 */
		long bodySize();

	}

}
