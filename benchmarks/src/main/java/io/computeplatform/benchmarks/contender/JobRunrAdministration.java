package io.computeplatform.benchmarks.contender;

import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;

import io.computeplatform.benchmarks.contender.Task.DeliberateFailure;
import io.computeplatform.benchmarks.server.Sandbox;
import org.jobrunr.jobs.Job;
import org.jobrunr.jobs.states.FailedState;
import org.jobrunr.jobs.states.StateName;
import org.jobrunr.storage.Paging.AmountBasedList;
import org.jobrunr.storage.Paging.OffsetBasedPage;
import org.jobrunr.storage.StorageProvider;

final class JobRunrAdministration implements Administration {

	private static final String COPY = """
			insert into jobrunr_jobs
			select copy.* from generate_series(%d, %d) as n
			join jobrunr_jobs as template
			  on updatedat = (select max(updatedat) from jobrunr_jobs where state = 'FAILED')
			cross join jsonb_populate_record(template, jsonb_build_object(
			  'id', md5(n::text)::uuid,
			  'jobasjson', replace(template.jobasjson, trim(template.id), md5(n::text)::uuid::text),
			  'updatedat', template.updatedat - n * interval '1 second')) as copy""";

	private final Sandbox sandbox;

	private final JobRunr contender;

	private final Database database;

	JobRunrAdministration(Sandbox sandbox) throws SQLException {
		this.sandbox = sandbox;
		this.contender = new JobRunr(sandbox);
		this.database = new Database(sandbox);
	}

	@Override
	public long failed() throws SQLException {
		return this.database.number("select count(*) from jobrunr_jobs where state = 'FAILED'");
	}

	@Override
	public long jobs() throws SQLException {
		return this.database.number("select count(*) from jobrunr_jobs");
	}

	@Override
	public void fail() throws Exception {
		try (JobRunr worker = new JobRunr(this.sandbox)) {
			worker.submit(Work.of(0), TRIES - 1);
			worker.start(1, (work) -> {
				throw new DeliberateFailure(work.number()).shortened();
			});
			// A job is also in this state before each retry, so the attempts are counted.
			Await.until("a failed job",
					() -> failed() > 0 && worker.storage()
						.getJobList(StateName.FAILED, AmountBasedList.descOnUpdatedAt(1))
						.stream()
						.anyMatch((job) -> job.getJobStatesOfType(FailedState.class).count() == TRIES));
		}
	}

	@Override
	public void copy(long from, long to) throws SQLException {
		this.database.execute(COPY.formatted(from, to));
		this.database.execute("vacuum analyze");
	}

	@Override
	public Map<String, Callable<?>> actions() {
		StorageProvider storage = this.contender.storage();
		Iterator<Job> jobs = storage.getJobList(StateName.FAILED, AmountBasedList.descOnUpdatedAt(PAGE)).iterator();
		Map<String, Callable<?>> actions = new LinkedHashMap<>();
		actions.put("count", () -> storage.countJobs(StateName.FAILED));
		actions.put("first page", () -> storage.getJobList(StateName.FAILED, AmountBasedList.descOnUpdatedAt(PAGE)));
		actions.put("hundredth page",
				() -> storage.getJobList(StateName.FAILED, OffsetBasedPage.descOnUpdatedAt(99L * PAGE, PAGE)));
		actions.put("retry one", () -> {
			Job job = storage.getJobById(jobs.next().getId());
			job.enqueue();
			return storage.save(job);
		});
		return actions;
	}

	@Override
	public void close() throws SQLException {
		this.contender.close();
		this.database.close();
	}

}
