package io.computeplatform.benchmarks.contender;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Db-scheduler has no jobs that failed for good. Its failed jobs here are those that wait
 * for a retry.
 */
final class DbSchedulerAdministration implements Administration {

	/** A larger number of failed jobs does not fit into the heap. */
	private static final long MOST_READ = 100_000;

	private final DbScheduler contender;

	private final Database database;

	DbSchedulerAdministration(Sandbox sandbox) throws SQLException {
		this.contender = DbScheduler.locking(sandbox);
		this.database = new Database(sandbox);
	}

	@Override
	public long failed() throws SQLException {
		return this.database.number("select count(*) from scheduled_tasks where consecutive_failures > 0");
	}

	@Override
	public long jobs() throws SQLException {
		return this.database.number("select count(*) from scheduled_tasks");
	}

	@Override
	public void fail() throws SQLException {
		this.contender.submit(Work.of(0));
		this.database.execute("""
				update scheduled_tasks set execution_time = now() + interval '1 year', last_failure = now(),
				  consecutive_failures = %d""".formatted(TRIES));
	}

	@Override
	public void copy(long from, long to) throws SQLException {
		this.database.execute("""
				insert into scheduled_tasks
				select copy.* from generate_series(%d, %d) as n
				join scheduled_tasks as template on last_failure = (select max(last_failure) from scheduled_tasks)
				cross join jsonb_populate_record(template, jsonb_build_object(
				  'task_instance', n::text,
				  'execution_time', template.execution_time - n * interval '1 second',
				  'last_failure', template.last_failure - n * interval '1 second')) as copy""".formatted(from, to));
		this.database.execute("vacuum analyze");
	}

	@Override
	public Map<String, Callable<?>> actions() throws SQLException {
		SchedulerClient client = this.contender.client();
		AtomicInteger number = new AtomicInteger();
		Map<String, Callable<?>> actions = new LinkedHashMap<>();
		actions.put("count", client::getScheduledExecutionsSummaryByTask);
		if (failed() <= MOST_READ) {
			actions.put("first page", () -> firstPage(client));
		}
		actions.put("retry one", () -> client
			.reschedule(TaskInstanceId.of(DbScheduler.TASK, String.valueOf(number.incrementAndGet())), Instant.now()));
		return actions;
	}

	/**
	 * Sorts in memory, because the API has no order by failure time. A retry clears that
	 * time.
	 */
	private static List<ScheduledExecution<Object>> firstPage(SchedulerClient client) {
		List<ScheduledExecution<Object>> all = new ArrayList<>(client.getScheduledExecutions());
		all.sort(Comparator.comparing(ScheduledExecution::getLastFailure,
				Comparator.nullsLast(Comparator.reverseOrder())));
		return all.subList(0, PAGE);
	}

	@Override
	public void close() throws SQLException {
		this.contender.close();
		this.database.close();
	}

}
