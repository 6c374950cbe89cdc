package io.computeplatform.benchmarks.contender;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import io.computeplatform.benchmarks.contender.Task.DeliberateFailure;
import io.computeplatform.benchmarks.server.Sandbox;

import org.springframework.amqp.core.Message;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The guarantees of Compute Platform in the simplest way: one transaction for each step
 * of each job, and one awaited confirm for each message.
 */
final class Naive implements Contender {

	private final HikariDataSource pool;

	private final JdbcTemplate jdbc;

	private final SpringAmqp broker;

	Naive(Sandbox sandbox) {
		this.pool = sandbox.pool();
		this.jdbc = new JdbcTemplate(this.pool);
		this.broker = new SpringAmqp(sandbox);
		this.jdbc.execute("""
				create table if not exists jobs (
				  id         uuid primary key,
				  payload    json not null,
				  status     text not null,
				  tries      integer not null default 0,
				  created_at timestamptz not null default now(),
				  ended_at   timestamptz
				)""");
	}

	@Override
	public void submit(Work work) {
		insert(List.of(work));
		publish(List.of(work.id()));
	}

	@Override
	public void prefill(List<Work> works) {
		insert(works);
		publish(works.stream().map(Work::id).toList());
	}

	private void insert(List<Work> works) {
		this.jdbc.batchUpdate("insert into jobs (id, payload, status) values (?, ?::json, 'queued')", works,
				works.size(), (statement, work) -> {
					statement.setObject(1, work.id());
					statement.setString(2, new String(Json.write(work), StandardCharsets.UTF_8));
				});
	}

	private void publish(List<UUID> ids) {
		this.broker.publish(
				ids.stream().map((id) -> SpringAmqp.message(id.toString().getBytes(StandardCharsets.UTF_8))).toList());
	}

	@Override
	public long waiting() {
		return count("select count(*) from jobs where ended_at is null");
	}

	@Override
	public OptionalLong messages() {
		return this.broker.messages();
	}

	@Override
	public void start(int workers, Task task) {
		this.broker.listen(workers, (message) -> run(message, task));
	}

	private void run(Message message, Task task) {
		UUID id = UUID.fromString(new String(message.getBody(), StandardCharsets.UTF_8));
		List<byte[]> claimed = this.jdbc.query("""
				update jobs set status = 'in-progress', tries = tries + 1 where id = ? and status = 'queued'
				returning payload""", (row, number) -> row.getBytes(1), id);
		for (byte[] payload : claimed) {
			try {
				task.run(Json.read(payload));
				this.jdbc.update("update jobs set status = 'complete', ended_at = now() where id = ?", id);
			}
			catch (DeliberateFailure ex) {
				this.jdbc.update("update jobs set status = 'queued' where id = ?", id);
				publish(List.of(id));
			}
		}
	}

	@Override
	public boolean isRecorded(int jobs) {
		return count("select count(*) from jobs where status = 'complete'") >= jobs;
	}

	private long count(String sql) {
		Long count = this.jdbc.queryForObject(sql, Long.class);
		return (count != null) ? count : 0;
	}

	@Override
	public void close() {
		this.broker.close();
		this.pool.close();
	}

}
