package io.computeplatform.testing;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.zaxxer.hikari.HikariDataSource;
import io.computeplatform.JobId;

import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What executors did, written by themselves, in a table that the product does not know.
 */
public final class Journal implements AutoCloseable {

	private final HikariDataSource dataSource;

	private final JdbcClient jdbc;

	private Journal(HikariDataSource dataSource) {
		this.dataSource = dataSource;
		this.jdbc = JdbcClient.create(dataSource);
	}

	/**
	 * Opens the journal of an environment; connections of its own, whatever a test does
	 * to others.
	 */
	public static Journal open(TestEnvironment environment) {
		return open(environment.jdbcUrl(), environment.postgres().username(), environment.postgres().password());
	}

	static Journal open(String url, String username, String password) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl(url);
		dataSource.setUsername(username);
		dataSource.setPassword(password);
		dataSource.setMaximumPoolSize(4);
		dataSource.setMinimumIdle(0);
		// Those of a class that has ended must not look after a database that is gone.
		dataSource.setKeepaliveTime(0);
		dataSource.setIdleTimeout(10_000);
		Journal journal = new Journal(dataSource);
		journal.jdbc.sql("""
				do $$ begin
				  perform pg_advisory_xact_lock(1);
				  create table if not exists public.journal (job_id uuid, try_number integer, event text,
				    pid bigint, at timestamptz default clock_timestamp());
				end $$""").update();
		return journal;
	}

	public void started(JobId id, int tryNumber) {
		write(id, tryNumber, "started");
	}

	public void returned(JobId id, int tryNumber) {
		write(id, tryNumber, "returned");
	}

	private void write(JobId id, int tryNumber, String event) {
		this.jdbc.sql("insert into public.journal (job_id, try_number, event, pid) values (?, ?, ?, ?)")
			.params(id.value(), tryNumber, event, ProcessHandle.current().pid())
			.update();
	}

	/** Numbers of the tries of a job that were started, each as often as it was. */
	public List<Integer> starts(JobId id) {
		return this.jdbc.sql("select try_number from public.journal where job_id = ? and event = 'started' order by at")
			.param(id.value())
			.query(Integer.class)
			.list();
	}

	public List<Integer> returns(JobId id) {
		return this.jdbc
			.sql("select try_number from public.journal where job_id = ? and event = 'returned' order by at")
			.param(id.value())
			.query(Integer.class)
			.list();
	}

	/**
	 * Tries that were started more than once, by job and number. There must never be any.
	 */
	public Map<String, Integer> doubleStarts() {
		Map<String, Integer> found = new TreeMap<>();
		this.jdbc.sql("""
				select job_id || '#' || try_number as try, count(*) as starts from public.journal
				where event = 'started' group by job_id, try_number having count(*) > 1""").query((row) -> {
			found.put(row.getString("try"), row.getInt("starts"));
		});
		return found;
	}

	@Override
	public void close() {
		this.dataSource.close();
	}

}
