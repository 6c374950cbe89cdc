package io.computeplatform.benchmarks.contender;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import com.zaxxer.hikari.HikariDataSource;
import io.computeplatform.benchmarks.server.Sandbox;
import org.jobrunr.jobs.filters.JobFilter;
import org.jobrunr.jobs.filters.RetryFilter;
import org.jobrunr.jobs.lambdas.JobRequest;
import org.jobrunr.jobs.lambdas.JobRequestHandler;
import org.jobrunr.jobs.mappers.JobMapper;
import org.jobrunr.scheduling.JobBuilder;
import org.jobrunr.scheduling.JobRequestScheduler;
import org.jobrunr.server.BackgroundJobServer;
import org.jobrunr.server.BackgroundJobServerConfiguration;
import org.jobrunr.server.JobActivator;
import org.jobrunr.storage.StorageProvider;
import org.jobrunr.storage.sql.postgres.PostgresStorageProvider;
import org.jobrunr.utils.mapper.JsonMapper;
import org.jobrunr.utils.mapper.jackson.JacksonJsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * JobRunr. It keeps the row of a completed job.
 */
final class JobRunr implements Contender {

	static final String SETTINGS = "polls every 5 s, its minimum; `JacksonJsonMapper`, "
			+ "`RetryFilter` without a wait, `reWriteBatchedInserts`";

	private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

	private static final List<JobFilter> FILTERS = List.of(new RetryFilter(10, 0));

	private final JsonMapper json = new JacksonJsonMapper();

	private final HikariDataSource pool;

	private final Database database;

	private final StorageProvider storage;

	private final JobRequestScheduler scheduler;

	private @Nullable BackgroundJobServer server;

	JobRunr(Sandbox sandbox) throws SQLException {
		this.pool = sandbox.pool();
		this.database = new Database(sandbox);
		this.storage = new PostgresStorageProvider(this.pool);
		this.storage.setJobMapper(new JobMapper(this.json));
		this.scheduler = new JobRequestScheduler(this.storage, FILTERS);
	}

	StorageProvider storage() {
		return this.storage;
	}

	void submit(Work work, int retries) {
		this.scheduler.create(JobBuilder.aJob().withAmountOfRetries(retries).withJobRequest(new WorkRequest(work)));
	}

	@Override
	public void submit(Work work) {
		this.scheduler.enqueue(new WorkRequest(work));
	}

	@Override
	public void submitAll(List<Work> works) {
		this.scheduler.enqueue(works.stream().map(WorkRequest::new));
	}

	@Override
	public long waiting() throws SQLException {
		return this.database.number("select count(*) from jobrunr_jobs where state <> 'SUCCEEDED'");
	}

	@Override
	public void start(int workers, Task task) {
		BackgroundJobServerConfiguration configuration = BackgroundJobServerConfiguration
			.usingStandardBackgroundJobServerConfiguration()
			.andWorkerCount(workers)
			.andPollInterval(POLL_INTERVAL)
			.andInterruptJobsAwaitDurationOnStopBackgroundJobServer(Duration.ofSeconds(1));
		BackgroundJobServer started = new BackgroundJobServer(this.storage, this.json, activator(task), configuration);
		started.setJobFilters(FILTERS);
		started.start();
		this.server = started;
	}

	private static JobActivator activator(Task task) {
		WorkHandler handler = new WorkHandler(task);
		return new JobActivator() {

			@Override
			public <T> T activateJob(Class<T> type) {
				return type.cast(handler);
			}

		};
	}

	@Override
	public boolean isRecorded(int jobs) throws SQLException {
		return this.database.number("select count(*) from jobrunr_jobs where state = 'SUCCEEDED'") >= jobs;
	}

	@Override
	public void close() throws SQLException {
		if (this.server != null) {
			this.server.stop();
		}
		this.storage.close();
		this.database.close();
		this.pool.close();
	}

	record WorkRequest(Work work) implements JobRequest {

		@Override
		public Class<WorkHandler> getJobRequestHandler() {
			return WorkHandler.class;
		}

	}

	/** Public, so that JobRunr can call it. */
	public record WorkHandler(Task task) implements JobRequestHandler<WorkRequest> {

		@Override
		public void run(WorkRequest request) {
			this.task.run(request.work());
		}

	}

}
