package io.computeplatform.test;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.Rows;

/**
 * Operations on rows that only tests need.
 */
final class TestRows {

	static final String CLEAR_ANY_DATABASE = "compute.test.clear-any-database";

	/** Matches the word only, not a part of another word, such as "latest". */
	private static final Pattern MADE_FOR_TESTS = Pattern.compile("(?<![a-z])tests?(?![a-z])");

	/** Jobs whose payload can't be read here are released with a pause. */
	private static final String IS_DUE = """
			due_at <= statement_timestamp()
			  AND (unserved_since IS NULL OR message_due_at <= statement_timestamp())""";

	private final Database database;

	private final boolean clearAnyDatabase;

	TestRows(Database database, boolean clearAnyDatabase) {
		this.database = database;
		this.clearAnyDatabase = clearAnyDatabase;
	}

	/**
	 * Returns the jobs that are due, in the order of their due times. Paused queues are
	 * left out.
	 */
	List<Job> due(String[] queues) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT %s FROM compute.jobs
				WHERE status = 'queued' AND queue = ANY (:queues::text[]) AND %s
				  AND queue NOT IN (SELECT queue FROM compute.paused_queues)
				ORDER BY due_at, created_at, id""".formatted(Rows.JOB, IS_DUE))
			.param("queues", queues)
			.query(Rows::job)
			.list());
	}

	/**
	 * Whether a job is due.
	 */
	boolean isDue(UUID id) {
		return this.database
			.inTransaction(() -> this.database.sql("SELECT count(*) > 0 FROM compute.jobs WHERE id = :id AND " + IS_DUE)
				.param("id", id)
				.query(Boolean.class)
				.single());
	}

	/**
	 * Makes a queued job due, which the claim requires.
	 */
	void makeDue(JobId id) {
		this.database.inTransaction(() -> this.database.sql(
				"UPDATE compute.jobs SET due_at = least(due_at, statement_timestamp()) WHERE id = :id AND status = 'queued'")
			.param("id", id.value())
			.update());
	}

	/**
	 * All jobs of some queues, oldest first.
	 */
	List<Job> all(String[] queues) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT %s FROM %s WHERE queue = ANY (:queues::text[])
				ORDER BY created_at, id""".formatted(Rows.REPORTED_JOB, Rows.REPORTED_JOBS))
			.param("queues", queues)
			.query(Rows::reportedJob)
			.list());
	}

	/**
	 * Failed jobs whose dead letter was not popped, oldest failure first.
	 */
	List<Job> deadLetters(String queue) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT %s FROM compute.jobs
				WHERE status = 'failed' AND queue = :queue AND dead_letter_popped_at IS NULL
				ORDER BY failed_at, id""".formatted(Rows.JOB)).param("queue", queue).query(Rows::job).list());
	}

	Instant now() {
		return this.database.inTransaction(() -> this.database.sql("SELECT statement_timestamp()")
			.query(OffsetDateTime.class)
			.single()
			.toInstant());
	}

	/**
	 * Shifts all recorded times except leases into the past.
	 */
	void shiftTimes(Duration time) {
		this.database.inTransaction(() -> {
			checkMadeForTests("JobTester.advance() shifts all recorded times");
			// The columns are read from the catalog, so that those of later versions are
			// included.
			List<String> statements = this.database.sql("""
					SELECT format('UPDATE compute.%I SET %s', relname,
					  string_agg(format('%I = %1$I - :time::interval', attname), ', ' ORDER BY attname))
					FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
					WHERE relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'compute.jobs'::regclass)
					  AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'workers'
					  AND atttypid = 'timestamptz'::regtype AND attnum > 0 AND NOT attisdropped
					GROUP BY relname""").query(String.class).list();
			statements.forEach((statement) -> this.database.sql(statement).param("time", time.toString()).update());
			return statements.size();
		});
	}

	/**
	 * Deletes all jobs with their attempts, and resumes all queues.
	 * @throws IllegalStateException if the database was not made for tests
	 */
	void clear() {
		this.database.inTransaction(() -> {
			checkMadeForTests("JobTester.clear() deletes every job");
			return this.database.sql("DELETE FROM compute.jobs").update()
					+ this.database.sql("DELETE FROM compute.paused_queues").update();
		});
	}

	private void checkMadeForTests(String what) {
		if (this.clearAnyDatabase) {
			return;
		}
		String name = this.database.sql("""
				SELECT 'database ''' || current_database() || ''', schema ''' || nspname || ''''
				FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
				WHERE pg_class.oid = 'compute.jobs'::regclass""").query(String.class).single();
		if (!MADE_FOR_TESTS.matcher(name.toLowerCase(Locale.ROOT)).find()) {
			throw new IllegalStateException(what + ", and does so only where the name of the database or of the "
					+ "schema contains the word 'test'. This is " + name
					+ "; nothing was changed. Use a separate database for the test, or set " + CLEAR_ANY_DATABASE
					+ "=true for it.");
		}
	}

}
