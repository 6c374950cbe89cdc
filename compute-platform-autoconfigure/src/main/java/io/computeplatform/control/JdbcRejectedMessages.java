package io.computeplatform.control;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;

import io.computeplatform.ChangeResult;
import io.computeplatform.InvalidJobException;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.control.RejectedMessage.Resolution;
import io.computeplatform.internal.audit.AuditRows;
import io.computeplatform.internal.broker.JobPublisher;
import io.computeplatform.internal.broker.JobPublisher.NotPublishedException;
import io.computeplatform.internal.broker.StoredMessage;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.AdminReads;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.Rows;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;

final class JdbcRejectedMessages implements RejectedMessages {

	private static final int MAX_LISTED = 1000;

	private static final int MAX_NAME = 255;

	private static final String COLUMNS = """
			id, queue, message_id, type, reason, body_size, properties IS NOT NULL AND length(body) = body_size AS whole,
			times, first_rejected_at, last_rejected_at, resolved_at, resolved_as""";

	private static final String ACTION = """
			LEFT JOIN LATERAL (
			  SELECT acted_by, reason FROM compute.actions
			  WHERE rejected_id = message.id AND message.resolved_at IS NOT NULL
			  ORDER BY actions.id DESC
			  LIMIT 1
			) AS action ON true""";

	private final Database database;

	private final AdminReads reads;

	private final JobQueues queues;

	private final JobPublisher publisher;

	private final PayloadMask mask;

	private final AuditRows log;

	JdbcRejectedMessages(Database database, AdminReads reads, JobQueues queues, JobPublisher publisher,
			PayloadMask mask, AuditRows log) {
		this.database = database;
		this.reads = reads;
		this.queues = queues;
		this.publisher = publisher;
		this.mask = mask;
		this.log = log;
	}

	@Override
	public List<RejectedMessage> list(@Nullable String queue, boolean resolved, int limit, @Nullable Long before) {
		if (limit < 1 || limit > MAX_LISTED) {
			throw new InvalidJobException("limit", limit, "1 to " + MAX_LISTED);
		}
		checkName(queue);
		// Each form is a range of an index. A condition with a parameter that disables it
		// would not use the index.
		return this.reads.read(() -> this.database
			.sql("""
					SELECT message.*, action.acted_by, action.reason AS action_reason
					FROM (
					  SELECT %s FROM compute.rejected_messages
					  WHERE resolved_at IS %s NULL AND id < :before %s
					  ORDER BY id DESC
					  LIMIT :limit
					) AS message
					%s
					ORDER BY id DESC""".formatted(COLUMNS, resolved ? "NOT" : "",
					(queue != null) ? "AND queue = :queue" : "", ACTION))
			.param("before", (before != null) ? before : Long.MAX_VALUE)
			.param("queue", queue)
			.param("limit", limit)
			.query((row, number) -> message(row, null, null))
			.list());
	}

	private static void checkName(@Nullable String queue) {
		if (queue != null) {
			PlainText.check("queue", queue, MAX_NAME);
		}
	}

	@Override
	public Optional<RejectedMessage> find(long id) {
		return this.reads.read(() -> this.database.sql("""
				SELECT message.*, action.acted_by, action.reason AS action_reason
				FROM (
				  SELECT %s, headers, body FROM compute.rejected_messages WHERE id = :id
				) AS message
				%s""".formatted(COLUMNS, ACTION))
			.param("id", id)
			.query((row, number) -> message(row, row.getString("headers"), row.getBytes("body")))
			.optional());
	}

	private RejectedMessage message(ResultSet row, @Nullable String headers, byte @Nullable [] body)
			throws SQLException {
		String queue = row.getString("queue");
		String type = row.getString("type");
		return new Values.RejectedMessage(row.getLong("id"), queue, row.getString("message_id"), type,
				row.getString("reason"), row.getLong("body_size"), row.getBoolean("whole"), row.getLong("times"),
				Rows.required(row, "first_rejected_at"), Rows.required(row, "last_rejected_at"),
				(headers != null) ? shown(queue, type, headers) : null,
				(body != null) ? shown(queue, type, new String(body, StandardCharsets.UTF_8)) : null, resolution(row));
	}

	/**
	 * A foreign message can be as sensitive as a payload.
	 */
	private String shown(String queue, @Nullable String type, String text) {
		String masked = this.mask.mask(queue, Objects.requireNonNullElse(type, ""), text);
		return PlainText.of(masked, Math.max(1, masked.length()));
	}

	private static @Nullable Resolution resolution(ResultSet row) throws SQLException {
		String action = row.getString("resolved_as");
		return (action != null) ? new Values.Resolution(Rows.required(row, "resolved_at"), Action.of(action),
				Objects.requireNonNullElse(row.getString("acted_by"), "unknown"), row.getString("action_reason"))
				: null;
	}

	@Override
	public ChangeResult moveBack(long id, AuditNote note) {
		return this.database.newTransaction(() -> this.database.withLockTimeout(() -> {
			// The lock lasts until the message is resolved. If the same message arrives
			// and is rejected meanwhile, the row is reopened afterwards.
			Optional<Kept> kept = this.database.sql("""
					SELECT queue, properties, body, body_size FROM compute.rejected_messages
					WHERE id = :id AND resolved_at IS NULL
					FOR UPDATE""").param("id", id).query(JdbcRejectedMessages::kept).optional();
			if (kept.isEmpty()) {
				return unchanged(id);
			}
			publish(id, kept.get());
			return resolve(id, Action.MOVE_BACK, note);
		}));
	}

	private static Kept kept(ResultSet row, int number) throws SQLException {
		byte[] properties = row.getBytes("properties");
		byte[] body = row.getBytes("body");
		boolean isComplete = properties != null && body.length == row.getLong("body_size");
		return new Kept(row.getString("queue"), isComplete ? StoredMessage.restore(properties, body) : null);
	}

	private void publish(long id, Kept kept) {
		JobQueue queue = this.queues.get(kept.queue());
		Message message = kept.message();
		if (message == null) {
			throw new InvalidJobException("id", id,
					"a message whose headers and body are kept whole; take this one from the dead-letter queue '%s'"
						.formatted(queue.deadLetterRoutingKey()));
		}
		try {
			this.publisher.publish(queue.routingKey(), message).join();
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof NotPublishedException cause) {
				throw new AmqpException("The message " + id + " is not known to be moved back: " + cause.getMessage(),
						cause);
			}
			throw ex;
		}
	}

	@Override
	public ChangeResult discard(long id, AuditNote note) {
		return this.database
			.newTransaction(() -> this.database.withLockTimeout(() -> resolve(id, Action.DISCARD, note)));
	}

	private ChangeResult resolve(long id, Action action, AuditNote note) {
		Optional<String> queue = this.database.sql("""
				UPDATE compute.rejected_messages SET resolved_at = clock_timestamp(), resolved_as = :action
				WHERE id = :id AND resolved_at IS NULL
				RETURNING queue""").param("action", action.value()).param("id", id).query(String.class).optional();
		if (queue.isEmpty()) {
			return unchanged(id);
		}
		this.log.onRejected(action, queue.get(), id, note);
		return ChangeResult.DONE;
	}

	private ChangeResult unchanged(long id) {
		boolean exists = this.database.sql("SELECT EXISTS (SELECT FROM compute.rejected_messages WHERE id = :id)")
			.param("id", id)
			.query(Boolean.class)
			.single();
		return exists ? ChangeResult.REFUSED : ChangeResult.NOT_FOUND;
	}

	/**
	 * A message that can be published again.
	 *
	 * @param message the message, or {@code null} if it is not kept whole
	 */
	private record Kept(String queue, @Nullable Message message) {

	}

}
