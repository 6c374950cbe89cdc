package io.computeplatform.internal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * JobCounts of queues and bulk operations, for monitoring. Reads partial indexes, so that
 * finished jobs cost nothing, and has a statement timeout of some seconds. Internal,
 * thread-safe.
 */
public final class QueueRows {

	static final String JOB_COUNTS = """
			WITH running AS (
			  SELECT queue, count(*) AS jobs FROM compute.jobs WHERE status = 'in-progress' GROUP BY queue
			)
			SELECT wanted.queue, least(sent.jobs + pending.queued, :most) AS queued,
			  least(sent.jobs + pending.due, :most) AS due, coalesce(running.jobs, 0) AS in_progress,
			  failed.jobs AS failed, pending.due + pending.dead_letters AS pending, coalesce(pending.since, now()) AS pending_since,
			  now() AS now, paused_queues.queue IS NOT NULL AS paused
			FROM unnest(:queues::text[]) AS wanted (queue)
			CROSS JOIN LATERAL (
			  SELECT count(*) AS jobs FROM (
			    SELECT FROM compute.jobs
			    WHERE jobs.queue = wanted.queue AND message_sent_at IS NOT NULL
			    LIMIT :most
			  ) AS counted
			) AS sent
			CROSS JOIN LATERAL (
			  SELECT
			    count(*) FILTER (WHERE status = 'queued') AS queued,
			    count(*) FILTER (WHERE status = 'queued' AND due_at <= now()) AS due,
			    count(*) FILTER (WHERE status = 'failed') AS dead_letters,
			    min(CASE status WHEN 'failed' THEN finished_at ELSE due_at END) AS since
			  FROM (
			    SELECT status, due_at, finished_at FROM compute.jobs
			    WHERE jobs.queue = wanted.queue AND message_due_at IS NOT NULL
			    ORDER BY message_due_at
			    LIMIT :most
			  ) AS counted
			) AS pending
			CROSS JOIN LATERAL (
			  SELECT count(*) AS jobs FROM (
			    SELECT FROM compute.jobs
			    WHERE jobs.queue = wanted.queue AND status = 'failed'
			    LIMIT :most
			  ) AS counted
			) AS failed
			LEFT JOIN running ON running.queue = wanted.queue
			LEFT JOIN compute.paused_queues ON paused_queues.queue = wanted.queue""";

	static final String OUTBOX_LAG = """
			SELECT coalesce(min(since), now()) AS pending_since, now() AS now
			FROM unnest(:queues::text[]) AS wanted (queue)
			CROSS JOIN LATERAL (
			  SELECT CASE status WHEN 'failed' THEN finished_at ELSE due_at END AS since FROM compute.jobs
			  WHERE jobs.queue = wanted.queue AND message_due_at IS NOT NULL
			  ORDER BY message_due_at
			  LIMIT 1000
			) AS pending""";

	private static final int MAX_TOTAL = 300_000;

	private static final int MAX_PER_QUEUE = 100_000;

	private static final int MIN_PER_QUEUE = 1_000;

	private final Database database;

	private final String timeout;

	QueueRows(Database database, Duration timeout) {
		this.database = database;
		this.timeout = timeout.toMillis() + "ms";
	}

	/**
	 * Counts the jobs of queues. The message of a queued job is either pending or on the
	 * broker. A count stops at 100,000. With many queues it stops earlier: at their share
	 * of 300,000, or at 1,000.
	 * @param queues names of the queues
	 * @return one for each of the queues, in any order
	 */
	public List<JobCounts> jobCounts(String[] queues) {
		return jobCounts(queues,
				Math.max(MIN_PER_QUEUE, Math.min(MAX_PER_QUEUE, MAX_TOTAL / Math.max(1, queues.length))));
	}

	List<JobCounts> jobCounts(String[] queues, int most) {
		return withTimeout(() -> this.database.sql(JOB_COUNTS)
			.param("queues", queues)
			.param("most", most)
			.query(QueueRows::jobCounts)
			.list());
	}

	private static JobCounts jobCounts(ResultSet row, int number) throws SQLException {
		return new JobCounts(row.getString("queue"), row.getLong("queued"), row.getLong("due"),
				row.getLong("in_progress"), row.getLong("failed"), row.getLong("pending"),
				Rows.between(row, "pending_since", "now"), row.getBoolean("paused"));
	}

	/**
	 * Age of the oldest pending message, among those that are published next. Reads a
	 * bounded number of rows.
	 * @param queues names of the queues
	 * @return zero if none is pending now
	 */
	public Duration outboxLag(String[] queues) {
		return withTimeout(() -> this.database.sql(OUTBOX_LAG)
			.param("queues", queues)
			.query((row, number) -> Rows.between(row, "pending_since", "now"))
			.single());
	}

	/**
	 * Counts queued jobs that were released because no instance that received their
	 * message had an executor for their type. Reads a bounded number of rows.
	 * @param queues names of the queues
	 * @return by queue and type, the most frequent types only
	 */
	public List<Unserved> unserved(String[] queues) {
		return withTimeout(() -> this.database.sql("""
				SELECT queue, type, count(*) AS jobs FROM (
				  SELECT queue, type FROM compute.jobs
				  WHERE queue = ANY (:queues::text[]) AND unserved_since IS NOT NULL AND status = 'queued'
				  LIMIT 10000
				) AS found
				GROUP BY queue, type
				ORDER BY jobs DESC, queue, type
				LIMIT 100""")
			.param("queues", queues)
			.query((row, number) -> new Unserved(row.getString("queue"), row.getString("type"), row.getLong("jobs")))
			.list());
	}

	/**
	 * Counts open rejected messages. Reads a bounded number of rows.
	 * @param queues names of the queues
	 * @return by queue; queues without such messages are omitted
	 */
	public Map<String, Long> rejected(String[] queues) {
		return withTimeout(() -> this.database.sql("""
				SELECT queue, count(*) AS messages FROM (
				  SELECT queue FROM compute.rejected_messages
				  WHERE queue = ANY (:queues::text[]) AND resolved_at IS NULL
				  LIMIT :limit
				) AS open
				GROUP BY queue""").param("queues", queues).param("limit", RejectedRows.MAX_OPEN).query((row) -> {
			Map<String, Long> open = new HashMap<>();
			while (row.next()) {
				open.put(row.getString("queue"), row.getLong("messages"));
			}
			return open;
		}));
	}

	/**
	 * Counts the bulk operations that have not ended.
	 * @return number of waiting, running and paused ones, by status; zeros included
	 */
	public Map<String, Long> openOperations() {
		return withTimeout(() -> this.database.sql("""
				SELECT status, count(*) AS operations FROM compute.operations
				WHERE status IN ('waiting', 'running', 'paused') GROUP BY status""").query((row) -> {
			Map<String, Long> open = new HashMap<>(Map.of("waiting", 0L, "running", 0L, "paused", 0L));
			while (row.next()) {
				open.put(row.getString("status"), row.getLong("operations"));
			}
			return open;
		}));
	}

	private <T> T withTimeout(Supplier<T> work) {
		return this.database.inTransaction(() -> {
			// For this transaction only. After that time no caller waits for the result.
			this.database.sql("SELECT set_config('statement_timeout', :timeout, true)")
				.param("timeout", this.timeout)
				.query(String.class)
				.single();
			return work.get();
		});
	}

	/**
	 * JobCounts of a queue.
	 *
	 * @param queue name of the queue
	 * @param queued queued jobs, including those that are not due
	 * @param due queued jobs that are due
	 * @param inProgress jobs in progress
	 * @param failed failed jobs
	 * @param pending pending messages that are due
	 * @param outboxLag age of the oldest of them, zero if there is none
	 * @param paused whether it is paused manually
	 */
	public record JobCounts(String queue, long queued, long due, long inProgress, long failed, long pending,
			Duration outboxLag, boolean paused) {

	}

	/**
	 * Queued jobs of a type for which no instance that received their message had an
	 * executor.
	 *
	 * @param queue name of the queue
	 * @param type type name of the payloads
	 * @param jobs number of jobs, as far as they were counted
	 */
	public record Unserved(String queue, String type, long jobs) {

		/**
		 * Groups counts by queue and type.
		 * @param unserved the counts
		 * @return number of jobs by queue and type
		 */
		public static Map<String, Map<String, Long>> byQueue(List<Unserved> unserved) {
			Map<String, Map<String, Long>> byQueue = new TreeMap<>();
			unserved.forEach((each) -> byQueue.computeIfAbsent(each.queue(), (queue) -> new LinkedHashMap<>())
				.put(each.type(), each.jobs()));
			return byQueue;
		}

	}

}
