package io.computeplatform.internal.store;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Compares the failed jobs of a queue with its dead letters. After {@link #expect} all
 * calls belong in one transaction of the caller. A temporary table in it holds the jobs
 * whose dead letter must exist, so that memory is bounded for any number of jobs.
 * Internal, thread-safe.
 */
public final class DeadLetterRows {

	private static final String IS_MISSING = """
			NOT expected.seen AND jobs.id = expected.id
			  AND jobs.status = 'failed' AND jobs.try_count = expected.try_count
			  AND jobs.dead_letter_popped_at IS NULL AND jobs.message_due_at IS NULL""";

	private final Database database;

	DeadLetterRows(Database database) {
		this.database = database;
	}

	/**
	 * Counts the failed jobs whose dead letter is confirmed.
	 * @param queue name of the queue
	 * @param limit where counting ends
	 * @return number of jobs, at most the limit
	 */
	public long countSent(String queue, long limit) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT count(*) FROM (
				  SELECT FROM compute.jobs
				  WHERE status = 'failed' AND queue = :queue
				    AND dead_letter_popped_at IS NULL AND message_due_at IS NULL
				  LIMIT :limit
				) AS sent""").param("queue", queue).param("limit", limit).query(Long.class).single());
	}

	/**
	 * Classifies dead letters as stale or not: their job was retried, discarded, moved or
	 * deleted since, or they were popped. A dead letter of an unknown job is not stale.
	 * @param queue name of the queue in which they were found
	 * @param ids ids of the jobs
	 * @param tryCounts try counts in the dead letters, in the same order
	 * @return the standing of each, in the same order
	 */
	public List<Staleness> staleness(String queue, List<UUID> ids, List<Integer> tryCounts) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT CASE
				    WHEN deleted_jobs.job_id IS NOT NULL AND jobs.id IS NULL THEN 'stale'
				    WHEN jobs.status <> 'failed' OR jobs.queue <> :queue OR jobs.try_count <> met.try_count
				      OR jobs.dead_letter_popped_at IS NOT NULL THEN 'stale'
				    WHEN jobs.message_due_at IS NOT NULL THEN 'pending'
				    ELSE 'kept'
				  END
				FROM unnest(:ids::uuid[], :tryCounts::integer[]) WITH ORDINALITY AS met (id, try_count, number)
				LEFT JOIN compute.jobs AS jobs ON jobs.id = met.id
				LEFT JOIN compute.deleted_jobs AS deleted_jobs ON deleted_jobs.job_id = met.id
				ORDER BY met.number""")
			.param("queue", queue)
			.param("ids", ids.stream().map(UUID::toString).toArray(String[]::new))
			.param("tryCounts", tryCounts.toArray(Integer[]::new))
			.query((row, number) -> Staleness.valueOf(row.getString(1).toUpperCase(Locale.ROOT)))
			.list());
	}

	/**
	 * Collects the jobs whose dead letters are confirmed. Waits for another transaction
	 * that compares the same queue.
	 * @param queue name of the queue
	 */
	public void expect(String queue) {
		this.database.sql("SELECT pg_advisory_xact_lock(hashtextextended('compute.jobs ' || :queue, 0))")
			.param("queue", queue)
			.query((row) -> {
			});
		this.database.sql("""
				CREATE TEMPORARY TABLE IF NOT EXISTS compute_expected_letters (
				  id        uuid    PRIMARY KEY,
				  try_count integer NOT NULL,
				  seen      boolean NOT NULL DEFAULT false
				) ON COMMIT DROP""").update();
		this.database.sql("TRUNCATE compute_expected_letters").update();
		this.database.sql("""
				INSERT INTO compute_expected_letters (id, try_count)
				SELECT id, try_count FROM compute.jobs
				WHERE status = 'failed' AND queue = :queue
				  AND dead_letter_popped_at IS NULL AND message_due_at IS NULL""").param("queue", queue).update();
		this.database.sql("ANALYZE compute_expected_letters").update();
	}

	/**
	 * Matches dead letters with the collected jobs.
	 * @param queue name of the queue
	 * @param ids ids of the jobs
	 * @param tryCounts try counts in the dead letters, in the same order
	 * @return the state of each, in the same order
	 */
	public List<DeadLetterMatch> match(String queue, List<UUID> ids, List<Integer> tryCounts) {
		return this.database.sql("""
				WITH met AS MATERIALIZED (
				  SELECT id, try_count, number, row_number() OVER (PARTITION BY id, try_count ORDER BY number) AS copy
				  FROM unnest(:ids::uuid[], :tryCounts::integer[]) WITH ORDINALITY AS met (id, try_count, number)
				), seen AS (
				  UPDATE compute_expected_letters AS expected SET seen = true
				  FROM met
				  WHERE expected.id = met.id AND expected.try_count = met.try_count AND met.copy = 1
				)
				SELECT CASE
				    WHEN met.copy > 1 OR expected.seen THEN 'stale'
				    WHEN jobs.status = 'failed' AND jobs.queue = :queue AND jobs.try_count = met.try_count
				      AND jobs.dead_letter_popped_at IS NULL THEN 'current'
				    WHEN jobs.id IS NOT NULL OR deleted_jobs.job_id IS NOT NULL THEN 'stale'
				    ELSE 'unknown'
				  END
				FROM met
				LEFT JOIN compute_expected_letters AS expected
				  ON expected.id = met.id AND expected.try_count = met.try_count
				LEFT JOIN compute.jobs AS jobs ON jobs.id = met.id
				LEFT JOIN compute.deleted_jobs AS deleted_jobs ON deleted_jobs.job_id = met.id
				ORDER BY met.number""")
			.param("queue", queue)
			.param("ids", ids.stream().map(UUID::toString).toArray(String[]::new))
			.param("tryCounts", tryCounts.toArray(Integer[]::new))
			.query((row, number) -> DeadLetterMatch.valueOf(row.getString(1).toUpperCase(Locale.ROOT)))
			.list();
	}

	/**
	 * Returns the collected jobs without a matching dead letter, except those whose dead
	 * letter was popped since.
	 * @param limit maximum number of examples
	 * @return their number, and some of their ids
	 */
	public Missing missing(int limit) {
		long count = this.database
			.sql("SELECT count(*) FROM compute_expected_letters AS expected, compute.jobs AS jobs WHERE " + IS_MISSING)
			.query(Long.class)
			.single();
		List<UUID> examples = this.database
			.sql("SELECT jobs.id FROM compute_expected_letters AS expected, compute.jobs AS jobs WHERE " + IS_MISSING
					+ " ORDER BY jobs.id LIMIT :limit")
			.param("limit", limit)
			.query(UUID.class)
			.list();
		return new Missing(count, examples);
	}

	/**
	 * Makes the missing dead letters pending again.
	 * @param limit maximum number
	 * @return number of dead letters
	 */
	public int resendMissing(int limit) {
		return this.database.sql("""
				WITH missing AS MATERIALIZED (
				  SELECT jobs.id FROM compute_expected_letters AS expected, compute.jobs AS jobs WHERE %s
				  ORDER BY jobs.id
				  LIMIT :limit
				  FOR UPDATE OF jobs SKIP LOCKED
				)
				UPDATE compute.jobs AS jobs SET message_due_at = now()
				FROM missing
				WHERE jobs.id = missing.id""".formatted(IS_MISSING)).param("limit", limit).update();
	}

	/**
	 * Whether a dead letter is to be removed.
	 */
	public enum Staleness {

		/**
		 * It is stale.
		 */
		STALE,

		/**
		 * Its job is failed, and its confirm is not yet marked in the row, so that
		 * {@link DeadLetterRows#countSent} does not count it.
		 */
		PENDING,

		/**
		 * It is current, or its job is not known.
		 */
		KEPT

	}

	/**
	 * Result of the comparison for a dead letter.
	 */
	public enum DeadLetterMatch {

		/**
		 * Its job is failed, and the dead letter was not popped.
		 */
		CURRENT,

		/**
		 * Its job was retried, discarded, moved or deleted, or it is a further copy.
		 */
		STALE,

		/**
		 * There is no such job, and no tombstone of it.
		 */
		UNKNOWN

	}

	/**
	 * Jobs without their dead letter.
	 *
	 * @param count number of jobs
	 * @param examples ids of some of them
	 */
	public record Missing(long count, List<UUID> examples) {

	}

}
