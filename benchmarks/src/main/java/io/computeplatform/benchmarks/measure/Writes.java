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
 * @param jobs how many
 * @param workers how many run at once
 */
public record Writes(int jobs, int workers) implements Measure {

	/** One WAL record for each index entry of a B-tree. */
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
	public boolean fits(Contenders contender) {
		return contender.wakes();
	}

	@Override
	public List<Reading> take(Contenders contender, Sandbox place) throws Exception {
		try (Connection connection = place.connect(); Statement statement = connection.createStatement()) {
			String start = run(contender, place, statement);
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
	 * Runs jobs from where the log is now. Whoever wrote has gone, or would not be
	 * counted yet.
	 */
	private String run(Contenders contender, Sandbox place, Statement statement) throws Exception {
		CountingTask tally = new CountingTask(this.jobs, 0);
		tally.release();
		try (Contender opened = contender.open(place)) {
			opened.start(this.workers, tally);
			String start = text(statement, "select pg_current_wal_insert_lsn()");
			Jobs.submit(opened, 1, Work.of(0, this.jobs));
			tally.await();
			Await.until("all jobs on record", () -> opened.isRecorded(this.jobs));
			tally.check();
			return start;
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
