package io.computeplatform.store;

import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Compares the failed jobs of a queue with the dead letters that are met. After
 * {@link #expect} all methods are for one transaction of the caller, in which a temporary
 * table holds the jobs whose letter must be there: memory is bounded whatever their
 * number. Internal, thread-safe.
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
	 * Counts the failed jobs whose letter is with the broker, as far as it is known.
	 * @param queue name of the queue
	 * @param limit where to end
	 * @return how many, at most the limit
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
	 * Tells letters that no longer stand: their job was retried, discarded, moved or
	 * deleted since, or they were popped. One whose job is not known at all is none of
	 * them.
	 * @param queue name of the queue in which they were found
	 * @param ids ids of the jobs
	 * @param tryCounts try counts in the letters, in the same order
	 * @return of each whether it is stale, in the same order
	 */
	public List<Boolean> areStale(String queue, List<UUID> ids, List<Integer> tryCounts) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT CASE
				    WHEN jobs.id IS NULL THEN deleted_jobs.job_id IS NOT NULL
				    ELSE jobs.status <> 'failed' OR jobs.queue <> :queue OR jobs.try_count <> met.try_count
				      OR jobs.dead_letter_popped_at IS NOT NULL
				  END
				FROM unnest(:ids::uuid[], :tryCounts::integer[]) WITH ORDINALITY AS met (id, try_count, number)
				LEFT JOIN compute.jobs AS jobs ON jobs.id = met.id
				LEFT JOIN compute.deleted_jobs AS deleted_jobs ON deleted_jobs.job_id = met.id
				ORDER BY met.number""")
			.param("queue", queue)
			.param("ids", ids.stream().map(UUID::toString).toArray(String[]::new))
			.param("tryCounts", tryCounts.toArray(Integer[]::new))
			.query(Boolean.class)
			.list());
	}

	/**
	 * Notes the jobs whose letters are with the broker by now. Waits for the transaction
	 * of another who compares the same queue.
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
	 * Notes letters of jobs that were met.
	 * @param queue name of the queue
	 * @param ids ids of the jobs
	 * @param tryCounts try counts in the letters, in the same order
	 * @return what each of them is worth, in the same order
	 */
	public List<Met> meet(String queue, List<UUID> ids, List<Integer> tryCounts) {
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
			.query((row, number) -> Met.valueOf(row.getString(1).toUpperCase(Locale.ROOT)))
			.list();
	}

	/**
	 * Jobs whose letter was not met, although nobody popped it since.
	 * @param limit how many examples at most
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
	 * Lets jobs owe their missing letter again.
	 * @param limit how many at most
	 * @return how many
	 */
	public int oweMissing(int limit) {
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
	 * What a dead letter is worth.
	 */
	public enum Met {

		/**
		 * Its job is failed, and nobody has popped it.
		 */
		CURRENT,

		/**
		 * Its job has moved on, or it is a further copy.
		 */
		STALE,

		/**
		 * There is no such job, and no trace of one.
		 */
		UNKNOWN

	}

	/**
	 * Jobs without their letter.
	 *
	 * @param count how many
	 * @param examples ids of some of them
	 */
	public record Missing(long count, List<UUID> examples) {

	}

}
