package io.computeplatform.benchmarks.contender;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerBuilder;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.serializer.JacksonSerializer;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.zaxxer.hikari.HikariDataSource;
import io.computeplatform.benchmarks.server.Sandbox;
import org.jspecify.annotations.Nullable;

/**
 * Db-scheduler with one of its two polling strategies. It deletes the row of a completed
 * job.
 */
final class DbScheduler implements Contender {

	static final String SETTINGS = "`JacksonSerializer`, `enableImmediateExecution`, polls every 100 ms, retries at once, heartbeat every 5 s, `reWriteBatchedInserts`";

	private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

	/** Six missed heartbeats are as long as the lease of Compute Platform. */
	private static final Duration HEARTBEAT = Duration.ofSeconds(5);

	/** Name of the only task. */
	static final String TASK = "work";

	private final boolean locking;

	private final HikariDataSource pool;

	private final Database database;

	private SchedulerClient client;

	private @Nullable Scheduler scheduler;

	private DbScheduler(Sandbox sandbox, boolean locking) throws SQLException {
		this.locking = locking;
		this.pool = sandbox.pool();
		this.database = new Database(sandbox);
		this.database.execute("""
				create table if not exists scheduled_tasks (
				  task_name            text not null,
				  task_instance        text not null,
				  task_data            bytea,
				  execution_time       timestamptz not null,
				  picked               boolean not null,
				  picked_by            text,
				  last_success         timestamptz,
				  last_failure         timestamptz,
				  consecutive_failures integer,
				  last_heartbeat       timestamptz,
				  version              bigint not null,
				  priority             smallint,
				  primary key (task_name, task_instance)
				);
				create index if not exists execution_time_idx on scheduled_tasks (execution_time);
				create index if not exists last_heartbeat_idx on scheduled_tasks (last_heartbeat);
				create index if not exists priority_execution_time_idx on scheduled_tasks
				  (priority desc, execution_time asc)""");
		this.client = SchedulerClient.Builder.create(this.pool, task((work) -> {
		})).serializer(new JacksonSerializer()).build();
	}

	static DbScheduler locking(Sandbox sandbox) throws SQLException {
		return new DbScheduler(sandbox, true);
	}

	static DbScheduler fetching(Sandbox sandbox) throws SQLException {
		return new DbScheduler(sandbox, false);
	}

	private static OneTimeTask<Work> task(Task task) {
		return Tasks.oneTime(TASK, Work.class)
			.onFailure(new FailureHandler.OnFailureRetryLater<>(Duration.ZERO))
			.execute((instance, context) -> task.run(instance.getData()));
	}

	private static TaskInstance<?> instance(Work work) {
		return new TaskInstance<>(TASK, work.id().toString(), work);
	}

	SchedulerClient client() {
		return this.client;
	}

	@Override
	public void submit(Work work) {
		this.client.scheduleIfNotExists(instance(work), Instant.now());
	}

	@Override
	public void submitAll(List<Work> works) {
		Stream<TaskInstance<?>> instances = works.stream().map(DbScheduler::instance);
		this.client.scheduleBatch(instances, Instant.now());
	}

	@Override
	public long waiting() throws SQLException {
		return this.database.number("select count(*) from scheduled_tasks");
	}

	@Override
	public void start(int workers, Task task) {
		SchedulerBuilder builder = Scheduler.create(this.pool, task(task))
			.serializer(new JacksonSerializer())
			.threads(workers)
			.pollingInterval(POLL_INTERVAL)
			.heartbeatInterval(HEARTBEAT)
			.enableImmediateExecution()
			.failureLogging(LogLevel.OFF, false)
			.shutdownMaxWait(Duration.ofSeconds(1));
		Scheduler started = (this.locking ? builder.pollUsingLockAndFetch(1, 4) : builder.pollUsingFetch(0.5, 3))
			.build();
		started.start();
		this.scheduler = started;
		this.client = started;
	}

	@Override
	public boolean isRecorded(int jobs) throws SQLException {
		return waiting() == 0;
	}

	@Override
	public void close() throws SQLException {
		if (this.scheduler != null) {
			this.scheduler.stop();
		}
		this.database.close();
		this.pool.close();
	}

}
