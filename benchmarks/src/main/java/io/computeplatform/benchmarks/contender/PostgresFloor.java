package io.computeplatform.benchmarks.contender;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.zaxxer.hikari.HikariDataSource;
import io.computeplatform.benchmarks.server.Sandbox;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.JdbcTemplate;

/**
 * PostgreSQL alone, as pgbench would measure it: for each job, one small transaction to
 * insert it and one to update it. Workers do not search for jobs, and nothing is retried.
 */
final class PostgresFloor implements Contender {

	private final HikariDataSource pool;

	private final JdbcTemplate jdbc;

	private @Nullable ExecutorService threads;

	PostgresFloor(Sandbox sandbox) {
		this.pool = sandbox.pool();
		this.jdbc = new JdbcTemplate(this.pool);
		this.jdbc.execute(
				"create table if not exists jobs (number integer primary key, payload json not null, done boolean)");
	}

	@Override
	public void submit(Work work) {
		this.jdbc.update("insert into jobs (number, payload) values (?, ?::json)", work.number(), json(work));
	}

	@Override
	public void submitAll(List<Work> works) {
		this.jdbc.update("insert into jobs (number, payload) select * from unnest(?::integer[], ?::json[])",
				works.stream().map(Work::number).toArray(Integer[]::new),
				works.stream().map(PostgresFloor::json).toArray(String[]::new));
	}

	private static String json(Work work) {
		return new String(Json.write(work), StandardCharsets.UTF_8);
	}

	@Override
	public long waiting() {
		return count("select count(*) from jobs where done is null");
	}

	private long count(String sql) {
		Long count = this.jdbc.queryForObject(sql, Long.class);
		return (count != null) ? count : 0;
	}

	@Override
	public void start(int workers, Task task) {
		long jobs = waiting();
		AtomicInteger next = new AtomicInteger();
		ExecutorService started = Executors.newFixedThreadPool(workers);
		this.threads = started;
		for (int worker = 0; worker < workers; worker++) {
			started.execute(() -> {
				for (int number = next.getAndIncrement(); number < jobs; number = next.getAndIncrement()) {
					byte[] payload = this.jdbc.queryForObject(
							"update jobs set done = true where number = ? returning payload",
							(row, index) -> row.getBytes(1), number);
					task.run(Json.read(payload));
				}
			});
		}
	}

	@Override
	public void close() {
		if (this.threads != null) {
			this.threads.shutdownNow();
		}
		this.pool.close();
	}

}
