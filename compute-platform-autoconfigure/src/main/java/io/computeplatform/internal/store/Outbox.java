package io.computeplatform.internal.store;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Rows with a pending message: claimed for a publish, marked when the broker confirmed,
 * and made pending again when the broker lost the message. Internal, thread-safe.
 */
public final class Outbox {

	/**
	 * A message that was published before its job is due belongs to a run before a
	 * re-run. The row still has a pending message for the current one.
	 */
	private static final String MARKABLE = """
			jobs.id = sent.id AND jobs.try_count = sent.try_count AND jobs.status = sent.status
			  AND jobs.queue = sent.queue AND %s AND jobs.due_at <= clock_timestamp()
			  AND (jobs.finished_at IS NULL OR sent.at >= jobs.finished_at)
			  AND (jobs.unserved_at IS NULL OR sent.at > jobs.unserved_at)""".formatted(Rows.HAS_PENDING_MESSAGE);

	private static final String RESENDABLE = """
			jobs.id = held.id AND jobs.try_count = held.try_count AND jobs.status = 'queued'
			  AND jobs.due_at <= clock_timestamp()""";

	/**
	 * Maximum bytes of payloads in one batch, unless a single one has more.
	 */
	static final int MAX_PAYLOADS = 8 << 20;

	/**
	 * Statuses whose messages are known to this version. An instance of a newer version
	 * publishes messages for newer statuses.
	 */
	private static final String PUBLISHABLE = "jobs.status IN ('queued', 'failed')";

	private final Database database;

	Outbox(Database database) {
		this.database = database;
	}

	/**
	 * Before everything.
	 */
	public static final OffsetDateTime BEGINNING = OffsetDateTime.MIN;

	/**
	 * Claims messages that are due; dead letters have their payloads, as far as these fit
	 * into memory at once. No other instance gets them during the grace. After that they
	 * are due again unless they were marked.
	 * @param queues names of the queues, all with the same priority
	 * @param batchSize maximum number for each queue
	 * @param grace time to publish and mark
	 * @param since due time from which to look. Under an open snapshot, messages that
	 * were sent long ago cost a look as much as those that are due
	 * @return messages to publish
	 */
	public List<OutboxMessage> claimDue(String[] queues, int batchSize, Duration grace, OffsetDateTime since) {
		return this.database.inTransaction(() -> this.database
			.sql("""
					WITH picked AS MATERIALIZED (
					  SELECT picked.id, picked.stored, picked.message_due_at
					  FROM unnest(:queues::text[]) AS wanted (queue)
					  CROSS JOIN LATERAL (
					    SELECT id, message_due_at, CASE WHEN status = 'failed' THEN pg_column_size(payload) ELSE 0 END AS stored
					    FROM compute.jobs
					    WHERE jobs.queue = wanted.queue AND message_due_at BETWEEN :since AND now() AND %s
					    ORDER BY message_due_at
					    LIMIT :batchSize
					    FOR UPDATE SKIP LOCKED
					  ) AS picked
					), sized AS MATERIALIZED (
					  SELECT id, message_due_at, CASE WHEN stored = 0 THEN 0
					    ELSE (SELECT octet_length(payload::text) FROM compute.jobs WHERE jobs.id = compressed.id) END AS size
					  FROM (
					    SELECT *, sum(stored) OVER (ORDER BY message_due_at, id) - stored AS before FROM picked
					  ) AS compressed
					  WHERE stored = 0 OR before < :maxPayloads
					), due AS MATERIALIZED (
					  SELECT id FROM (
					    SELECT id, size, sum(size) OVER (ORDER BY message_due_at, id) - size AS before FROM sized
					  ) AS summed
					  WHERE size = 0 OR before + size <= :maxPayloads OR before = 0
					)
					UPDATE compute.jobs AS jobs SET
					  message_due_at = now() + :grace::interval
					FROM due
					WHERE jobs.id = due.id
					RETURNING %s"""
				.formatted(PUBLISHABLE, Rows.OUTBOX_MESSAGE_WITH_PAYLOAD))
			.param("maxPayloads", MAX_PAYLOADS)
			.param("queues", queues)
			.param("batchSize", batchSize)
			.param("grace", Intervals.of(grace))
			.param("since", since)
			.query(Rows::outboxMessage)
			.list());
	}

	/**
	 * Restarts the grace of messages that are about to be published.
	 * @param messages messages of rows that the caller has written
	 * @param grace time to publish and mark
	 */
	public void postpone(Collection<OutboxMessage> messages, Duration grace) {
		this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.jobs SET message_due_at = statement_timestamp() + :grace::interval
				WHERE id = ANY (:ids::uuid[])
				  AND coalesce(message_due_at, 'infinity') < statement_timestamp() + :grace::interval""")
			.param("grace", Intervals.of(grace))
			.param("ids", messages.stream().map((message) -> message.id().toString()).toArray(String[]::new))
			.update());
	}

	/**
	 * Looks up the next pending message. One that is being published is due again after
	 * the relay's grace.
	 * @param queues names of the queues
	 * @param since due time from which to look
	 * @return when it is due
	 */
	public NextDue nextDue(String[] queues, OffsetDateTime since) {
		return this.database.singleStatement(() -> this.database.sql("""
				SELECT now() AS now, min(message_due_at) AS due_at
				FROM unnest(:queues::text[]) AS wanted (queue)
				CROSS JOIN LATERAL (
				  SELECT message_due_at FROM compute.jobs
				  WHERE jobs.queue = wanted.queue AND message_due_at >= :since AND %s
				  ORDER BY message_due_at
				  LIMIT 1
				) AS first""".formatted(PUBLISHABLE))
			.param("queues", queues)
			.param("since", since)
			.query((row, number) -> new NextDue(row.getObject("now", OffsetDateTime.class),
					row.getObject("due_at", OffsetDateTime.class)))
			.single());
	}

	/**
	 * Marks confirmed messages, unless their row has moved on.
	 * @param messages messages that the broker has routed and confirmed
	 * @return those that remain to be marked, because another transaction holds their row
	 */
	public List<OutboxMessage> markSent(Collection<OutboxMessage> messages) {
		BatchParameters<OutboxMessage> group = new BatchParameters<>(List.copyOf(messages), OutboxMessage::id);
		StatementSpec statement = this.database
			.sql("""
					WITH sent AS MATERIALIZED (
					  SELECT jobs.id, sent.queue, sent.try_count, sent.status, at, ordinal
					  FROM unnest(:ids::uuid[], :queues::text[], :tryCounts::integer[], :statuses::text[], :times::timestamptz[])
					    WITH ORDINALITY AS sent (id, queue, try_count, status, at, ordinal)
					  JOIN compute.jobs AS jobs ON %1$s AND %2$s
					), open AS MATERIALIZED (
					  SELECT jobs.id, at FROM sent JOIN compute.jobs AS jobs ON %1$s
					  ORDER BY jobs.id
					  FOR NO KEY UPDATE OF jobs SKIP LOCKED
					), marked AS (
					  UPDATE compute.jobs AS jobs SET
					    message_due_at = NULL,
					    message_sent_at = CASE jobs.status WHEN 'queued' THEN open.at END,
					    message_sends = least(message_sends + 1, 9)
					  FROM open
					  WHERE jobs.id = open.id
					)
					SELECT ordinal FROM sent WHERE id NOT IN (SELECT id FROM open)"""
				.formatted(MARKABLE, BatchParameters.ROW_ESTIMATE_HINT))
			.param("ids", group.strings(OutboxMessage::id))
			.param("queues", group.strings(OutboxMessage::queue))
			.param("tryCounts", group.values(OutboxMessage::tryCount, Integer[]::new))
			.param("statuses", group.strings((message) -> message.status().value()))
			.param("times", group.strings(OutboxMessage::publishedAt));
		return this.database.singleStatement(() -> group.results(statement, (message, row) -> message))
			.stream()
			.flatMap(Optional::stream)
			.toList();
	}

	/**
	 * Makes the messages of queued jobs pending again, except those whose row is locked.
	 * @param tries try counts by job
	 * @return jobs that are still queued with this try count, and locked by another
	 * transaction
	 */
	public Set<UUID> resend(Map<UUID, Integer> tries) {
		BatchParameters<UUID> group = new BatchParameters<>(List.copyOf(tries.keySet()), (id) -> id);
		StatementSpec statement = this.database
			.sql("""
					WITH held AS MATERIALIZED (
					  SELECT jobs.id, held.try_count, ordinal
					  FROM unnest(:ids::uuid[], :tryCounts::integer[]) WITH ORDINALITY AS held (id, try_count, ordinal)
					  JOIN compute.jobs AS jobs ON %1$s AND %2$s
					), free AS MATERIALIZED (
					  SELECT jobs.id FROM held JOIN compute.jobs AS jobs ON %1$s
					  ORDER BY jobs.id
					  FOR NO KEY UPDATE OF jobs SKIP LOCKED
					), resent AS (
					  UPDATE compute.jobs AS jobs SET message_due_at = now(), message_sent_at = NULL
					  FROM free
					  WHERE jobs.id = free.id
					)
					SELECT ordinal FROM held WHERE id NOT IN (SELECT id FROM free)""".formatted(RESENDABLE,
					BatchParameters.ROW_ESTIMATE_HINT))
			.param("ids", group.strings((id) -> id))
			.param("tryCounts", group.values(tries::get, Integer[]::new));
		return this.database.singleStatement(() -> group.results(statement, (id, row) -> id))
			.stream()
			.flatMap(Optional::stream)
			.collect(Collectors.toSet());
	}

	/**
	 * Queues with a confirmed message that was not delivered within the grace.
	 * @param queues names of the queues
	 * @param grace the grace
	 * @return names of queues
	 */
	public List<String> waiting(String[] queues, Duration grace) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT wanted.queue FROM unnest(:queues::text[]) AS wanted (queue)
				WHERE EXISTS (SELECT FROM compute.jobs
				  WHERE jobs.queue = wanted.queue AND message_sent_at < now() - :grace::interval)""")
			.param("queues", queues)
			.param("grace", Intervals.of(grace))
			.query(String.class)
			.list());
	}

	/**
	 * Makes overtaken messages pending again: others that were published clearly later
	 * were delivered, or the queue is empty. The pause doubles with each publish of the
	 * same message, because it may only wait behind a long job.
	 * @param queue name of the queue
	 * @param empty whether the broker has no ready message in this queue
	 * @param grace the minimum difference that counts as clearly later, the first time
	 * @param batchSize maximum number
	 * @return number of messages
	 */
	public int resendOvertaken(String queue, boolean empty, Duration grace, int batchSize) {
		return this.database.inTransaction(() -> this.database
			.sql("""
					WITH reached AS MATERIALIZED (
					  SELECT CASE WHEN :empty THEN now() ELSE
					    (SELECT published_until FROM compute.deliveries WHERE deliveries.queue = :queue)
					  END - :grace::interval AS at
					), overtaken AS MATERIALIZED (
					  SELECT id FROM compute.jobs
					  WHERE jobs.queue = :queue AND message_sent_at < (SELECT at FROM reached)
					    AND message_sent_at + :grace::interval * (power(2, message_sends - 1) - 1) < (SELECT at FROM reached)
					  ORDER BY message_sent_at
					  LIMIT :batchSize
					  FOR UPDATE SKIP LOCKED
					)
					UPDATE compute.jobs AS jobs SET message_due_at = now(), message_sent_at = NULL
					FROM overtaken
					WHERE jobs.id = overtaken.id""")
			.param("empty", empty)
			.param("queue", queue)
			.param("grace", Intervals.of(grace))
			.param("batchSize", batchSize)
			.update());
	}

	/**
	 * When the next pending message is due, by the database's clock.
	 *
	 * @param now time of the look
	 * @param dueAt when it is due, or {@code null} if no message is pending
	 */
	public record NextDue(OffsetDateTime now, @Nullable OffsetDateTime dueAt) {

		/**
		 * Time until then, or empty if no message is pending.
		 */
		public Optional<Duration> in() {
			return Optional.ofNullable(this.dueAt)
				.map((due) -> due.isAfter(this.now) ? Duration.between(this.now, due) : Duration.ZERO);
		}

		/**
		 * Returns the time up to which no message is due.
		 */
		public OffsetDateTime noneBefore() {
			return (this.dueAt != null && this.dueAt.isBefore(this.now)) ? this.dueAt : this.now;
		}

	}

}
