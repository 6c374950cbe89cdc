package io.computeplatform.internal.store;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Queues that hold jobs and that no live worker of any instance serves. Reads distinct
 * queues by jumps over an index and counts up to a limit, so that the cost does not grow
 * with the number of jobs. Internal, thread-safe.
 */
public final class UnservedQueueRows {

	/**
	 * Limit of counts: a count of this size means at least as many.
	 */
	public static final int MAX_COUNT = 10_000;

	static final String STATEMENT = """
			WITH RECURSIVE %s, %s, running AS MATERIALIZED (
			  SELECT queue, count(*) AS jobs FROM (
			    SELECT queue FROM compute.jobs WHERE status = 'in-progress' LIMIT :limit
			  ) AS few GROUP BY queue
			), held AS (
			  SELECT queue FROM sent UNION SELECT queue FROM pending UNION SELECT queue FROM running
			), unserved AS MATERIALIZED (
			  SELECT queue FROM held WHERE queue IS NOT NULL
			  EXCEPT
			  SELECT unnest(queues) FROM compute.workers WHERE lost_at IS NULL AND lease_until > now()
			  EXCEPT
			  SELECT unnest(:served::text[])
			)
			SELECT unserved.queue, least(waiting.jobs + owing.queued, :limit) AS queued,
			  coalesce(running.jobs, 0) AS in_progress, owing.dead_letters
			FROM unserved
			CROSS JOIN LATERAL (
			  SELECT count(*) AS jobs FROM (
			    SELECT FROM compute.jobs WHERE jobs.queue = unserved.queue AND message_sent_at IS NOT NULL LIMIT :limit
			  ) AS few
			) AS waiting
			CROSS JOIN LATERAL (
			  SELECT count(*) FILTER (WHERE status = 'queued') AS queued,
			    count(*) FILTER (WHERE status = 'failed') AS dead_letters
			  FROM (
			    SELECT status FROM compute.jobs
			    WHERE jobs.queue = unserved.queue AND message_due_at IS NOT NULL LIMIT :limit
			  ) AS few
			) AS owing
			LEFT JOIN running ON running.queue = unserved.queue
			WHERE NOT EXISTS (
			  SELECT FROM compute.workers WHERE queues IS NULL AND lost_at IS NULL AND lease_until > now())
			ORDER BY unserved.queue
			LIMIT 100""".formatted(QueueJumps.over("sent", "message_sent_at"),
			QueueJumps.over("pending", "message_due_at"));

	private static final String TIMEOUT = "10s";

	private final Database database;

	UnservedQueueRows(Database database) {
		this.database = database;
	}

	/**
	 * Finds unserved queues. Returns none while a worker of an older version runs that
	 * does not record which queues it serves.
	 * @param served queues that this process serves, or is about to serve
	 * @return ordered by name, 100 at most
	 */
	public List<Unserved> find(String[] served) {
		return this.database.inTransaction(() -> {
			// For this transaction only.
			this.database.sql("SELECT set_config('statement_timeout', :timeout, true)")
				.param("timeout", TIMEOUT)
				.query(String.class)
				.single();
			return this.database.sql(STATEMENT)
				.param("limit", MAX_COUNT)
				.param("served", served)
				.query((row, number) -> new Unserved(row.getString("queue"), row.getLong("queued"),
						row.getLong("in_progress"), row.getLong("dead_letters")))
				.list();
		});
	}

	/**
	 * A queue that no live worker serves. Each number is at most {@link #MAX_COUNT}.
	 *
	 * @param queue name of the queue
	 * @param queued queued jobs
	 * @param inProgress jobs whose worker is lost
	 * @param deadLetters failed jobs with a pending dead letter
	 */
	public record Unserved(String queue, long queued, long inProgress, long deadLetters) {

		/**
		 * All jobs that it holds.
		 * @return their number, or less if it exceeds the limit
		 */
		public long jobs() {
			return this.queued + this.inProgress + this.deadLetters;
		}

		/**
		 * Describes the jobs that it holds, for a person.
		 * @return numbers with their names
		 */
		public String describe() {
			return Stream
				.of(said(this.queued, "queued"), said(this.inProgress, "in progress"),
						said(this.deadLetters, "failed with a dead letter to send"))
				.filter((said) -> !said.isEmpty())
				.collect(Collectors.joining(", "));
		}

		private static String said(long count, String what) {
			return (count == 0) ? "" : ((count >= MAX_COUNT) ? "at least " : "") + count + " " + what;
		}

	}

}
