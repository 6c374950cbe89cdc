package io.computeplatform.benchmarks.measure;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import io.computeplatform.benchmarks.contender.Await;
import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.contender.Work;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Submits and runs jobs one by one, and counts the rows and index entries that PostgreSQL
 * writes per job.
 *
 * @param jobs number of jobs
 * @param workers jobs that run at once
 */
public record Writes(int jobs, int workers) implements Measure {

	/** WAL records of B-trees, one for each index entry. */
	private static final String ENTRIES = """
			select coalesce(sum(count), 0) from pg_get_wal_stats('%s', pg_current_wal_flush_lsn(), true)
			where "resource_manager/record_type" in
			  ('Btree/INSERT_LEAF', 'Btree/INSERT_POST', 'Btree/SPLIT_L', 'Btree/SPLIT_R')""";

	private static final String EXTENSION = "pg_walinspect";

	@Override
	public String title() {
		return "Rows and index entries: %,d jobs, workers: %d".formatted(this.jobs, this.workers);
	}

	@Override
	public String name() {
		return "writes";
	}

	@Override
	public boolean supports(Contenders contender) {
		return contender.startsNewJobs();
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		try (Connection connection = sandbox.connect(); Statement statement = connection.createStatement()) {
			String start = runJobs(contender, sandbox, statement);
			List<Reading> readings = new ArrayList<>();
			for (String kind : List.of("inserted", "updated", "deleted")) {
				readings.add(each("rows " + kind, number(statement,
						"select coalesce(sum(n_tup_%.3s), 0) from pg_stat_user_tables".formatted(kind))));
			}
			if (isAvailable(statement)) {
				statement.execute("create extension " + EXTENSION);
				readings.add(each("index entries", number(statement, ENTRIES.formatted(start))));
			}
			return readings;
		}
	}

	/**
	 * Runs jobs and returns the WAL position before them. Closes the contender's
	 * connections, because PostgreSQL may count the writes of open connections later.
	 */
	private String runJobs(Contenders contender, Sandbox sandbox, Statement statement) throws Exception {
		CountingTask task = new CountingTask(this.jobs, 0);
		task.release();
		try (Contender opened = contender.open(sandbox)) {
			opened.start(this.workers, task);
			keepLog(statement);
			String start = text(statement, "select pg_current_wal_insert_lsn()");
			Jobs.submit(opened, 1, Work.of(0, this.jobs));
			task.await();
			Await.until("all jobs recorded as complete", () -> opened.isRecorded(this.jobs));
			task.check();
			return start;
		}
	}

	/**
	 * Keeps the write-ahead log from here to the end of the connection. A checkpoint
	 * could remove it before it is read.
	 */
	private static void keepLog(Statement statement) throws SQLException {
		if (isAvailable(statement) && number(statement, """
				select count(*) from (values (current_setting('max_replication_slots')::integer)) as slots (most)
				where most > 0 and current_setting('wal_level') <> 'minimal'""") > 0) {
			text(statement,
					"select pg_create_physical_replication_slot('benchmark_' || pg_backend_pid(), true, true)::text");
		}
	}

	private static boolean isAvailable(Statement statement) throws SQLException {
		return number(statement, """
				select count(*) from pg_available_extensions, pg_roles
				where name = '%s' and rolname = current_user and rolsuper""".formatted(EXTENSION)) > 0;
	}

	private Reading each(String metric, long count) {
		return new Reading(metric, Unit.PER_JOB, (double) count / this.jobs);
	}

	private static long number(Statement statement, String sql) throws SQLException {
		return Long.parseLong(text(statement, sql));
	}

	private static String text(Statement statement, String sql) throws SQLException {
		try (ResultSet rows = statement.executeQuery(sql)) {
			rows.next();
			return rows.getString(1);
		}
	}

}
