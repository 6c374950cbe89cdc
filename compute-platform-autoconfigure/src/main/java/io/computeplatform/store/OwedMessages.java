package io.computeplatform.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Which rows owe a message: handed out to be sent, marked when the broker confirmed,
 * found again when the broker lost it. Internal, thread-safe.
 */
public final class OwedMessages {

	/**
	 * A message that was sent before its job is due is one of an earlier life, and the
	 * row still owes that of this one.
	 */
	private static final String MARKABLE = """
			jobs.id = sent.id AND jobs.try_count = sent.try_count AND jobs.status = sent.status
			  AND jobs.queue = sent.queue AND %s AND jobs.due_at <= clock_timestamp()
			  AND (jobs.finished_at IS NULL OR sent.at >= jobs.finished_at)
			  AND (jobs.unserved_at IS NULL OR sent.at > jobs.unserved_at)""".formatted(Rows.OWES);

	private static final String OWING_AGAIN = """
			jobs.id = held.id AND jobs.try_count = held.try_count AND jobs.status = 'queued'
			  AND jobs.due_at <= clock_timestamp()""";

	/**
	 * Bytes of payloads that are handed out together, unless a single one has more.
	 */
	static final int MAX_PAYLOADS = 8 << 20;

	/**
	 * Those whose message is known here. What is pending for a status of a newer version,
	 * that version sends itself.
	 */
	private static final String OWING = "jobs.status IN ('queued', 'failed')";

	private final Database database;

	OwedMessages(Database database) {
		this.database = database;
	}

	/**
	 * Hands out what is due, dead letters with their payloads as far as these fit
	 * together in memory. Nobody else gets it for the time of the grace, after which it
	 * is due again unless it was marked.
	 * @param queues queues to look at, each with the same right
	 * @param batchSize how many of each queue at most
	 * @param grace time to publish and mark
	 * @return what to send
	 */
	public List<OwedMessage> takeDue(String[] queues, int batchSize, Duration grace) {
		return this.database.inTransaction(() -> this.database
			.sql("""
					WITH picked AS MATERIALIZED (
					  SELECT picked.id, picked.stored, picked.message_due_at
					  FROM unnest(:queues::text[]) AS wanted (queue)
					  CROSS JOIN LATERAL (
					    SELECT id, message_due_at, CASE WHEN status = 'failed' THEN pg_column_size(payload) ELSE 0 END AS stored
					    FROM compute.jobs
					    WHERE jobs.queue = wanted.queue AND message_due_at <= now() AND %s
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
				.formatted(OWING, Rows.WHOLE_OWED_MESSAGE))
			.param("maxPayloads", MAX_PAYLOADS)
			.param("queues", queues)
			.param("batchSize", batchSize)
			.param("grace", Intervals.of(grace))
			.query(Rows::owedMessage)
			.list());
	}

	/**
	 * Gives messages that are about to be published their time anew.
	 * @param messages messages of rows that the caller has written
	 * @param grace time to publish and mark
	 */
	public void postpone(Collection<OwedMessage> messages, Duration grace) {
		this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.jobs SET message_due_at = statement_timestamp() + :grace::interval
				WHERE id = ANY (:ids::uuid[])
				  AND coalesce(message_due_at, 'infinity') < statement_timestamp() + :grace::interval""")
			.param("grace", Intervals.of(grace))
			.param("ids", messages.stream().map((message) -> message.id().toString()).toArray(String[]::new))
			.update());
	}

	/**
	 * When the next message is due, or again, as far as it is known now.
	 * @param queues queues to look at
	 * @return after how long, or empty if nothing is owed
	 */
	public Optional<Duration> nextDue(String[] queues) {
		return this.database.alone(() -> this.database.sql("""
				SELECT ceil(extract(epoch FROM min(message_due_at) - now()) * 1000)::bigint AS due_in
				FROM unnest(:queues::text[]) AS wanted (queue)
				CROSS JOIN LATERAL (
				  SELECT message_due_at FROM compute.jobs
				  WHERE jobs.queue = wanted.queue AND message_due_at IS NOT NULL AND %s
				  ORDER BY message_due_at
				  LIMIT 1
				) AS first""".formatted(OWING)).param("queues", queues).query(Long.class).optional())
			.map((millis) -> Duration.ofMillis(Math.max(0, millis)));
	}

	/**
	 * Marks confirmed messages, unless their row has moved on.
	 * @param messages messages that the broker has routed and confirmed
	 * @return those that are still to be marked, because another transaction holds their
	 * row
	 */
	public List<OwedMessage> markSent(Collection<OwedMessage> messages) {
		Group<OwedMessage> group = new Group<>(List.copyOf(messages), OwedMessage::id);
		StatementSpec statement = this.database
			.sql("""
					WITH sent AS MATERIALIZED (
					  SELECT jobs.id, sent.queue, sent.try_count, sent.status, at, place
					  FROM unnest(:ids::uuid[], :queues::text[], :tryCounts::integer[], :statuses::text[], :times::timestamptz[])
					    WITH ORDINALITY AS sent (id, queue, try_count, status, at, place)
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
					SELECT place FROM sent WHERE id NOT IN (SELECT id FROM open)"""
				.formatted(MARKABLE, Group.FEW))
			.param("ids", group.strings(OwedMessage::id))
			.param("queues", group.strings(OwedMessage::queue))
			.param("tryCounts", group.values(OwedMessage::tryCount, Integer[]::new))
			.param("statuses", group.strings((message) -> message.status().value()))
			.param("times", group.strings(OwedMessage::publishedAt));
		return this.database.alone(() -> group.answers(statement, (message, row) -> message))
			.stream()
			.flatMap(Optional::stream)
			.toList();
	}

	/**
	 * Lets queued jobs owe their message again, those whose row nobody holds.
	 * @param tries try counts by job
	 * @return jobs that are still queued with this try count, and held by another
	 * transaction
	 */
	public Set<UUID> oweAgain(Map<UUID, Integer> tries) {
		Group<UUID> group = new Group<>(List.copyOf(tries.keySet()), (id) -> id);
		StatementSpec statement = this.database.sql("""
				WITH held AS MATERIALIZED (
				  SELECT jobs.id, held.try_count, place
				  FROM unnest(:ids::uuid[], :tryCounts::integer[]) WITH ORDINALITY AS held (id, try_count, place)
				  JOIN compute.jobs AS jobs ON %1$s AND %2$s
				), free AS MATERIALIZED (
				  SELECT jobs.id FROM held JOIN compute.jobs AS jobs ON %1$s
				  ORDER BY jobs.id
				  FOR NO KEY UPDATE OF jobs SKIP LOCKED
				), owed AS (
				  UPDATE compute.jobs AS jobs SET message_due_at = now(), message_sent_at = NULL
				  FROM free
				  WHERE jobs.id = free.id
				)
				SELECT place FROM held WHERE id NOT IN (SELECT id FROM free)""".formatted(OWING_AGAIN, Group.FEW))
			.param("ids", group.strings((id) -> id))
			.param("tryCounts", group.values(tries::get, Integer[]::new));
		return this.database.alone(() -> group.answers(statement, (id, row) -> id))
			.stream()
			.flatMap(Optional::stream)
			.collect(Collectors.toSet());
	}

	/**
	 * Queues in which a message has been waiting for longer than the grace.
	 * @param queues queues to look at
	 * @param grace how long
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
	 * Lets overtaken jobs owe their message again: others, published clearly later, were
	 * delivered, or the queue is empty. The pause doubles with each send of the same
	 * message, because it may just wait behind a long job.
	 * @param queue name of the queue
	 * @param empty whether the broker has no message of this queue to deliver
	 * @param grace what clearly later means, the first time
	 * @param batchSize how many at most
	 * @return how many
	 */
	public int oweOvertaken(String queue, boolean empty, Duration grace, int batchSize) {
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

}
