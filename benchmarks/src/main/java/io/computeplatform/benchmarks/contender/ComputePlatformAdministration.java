package io.computeplatform.benchmarks.contender;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.SubmitOptions;
import io.computeplatform.benchmarks.contender.Task.DeliberateFailure;
import io.computeplatform.benchmarks.server.Sandbox;
import io.computeplatform.failed.FailedJob;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.failed.FailedJobService;
import org.jspecify.annotations.Nullable;

final class ComputePlatformAdministration implements Administration {

	/** Exception class of one failed job in a hundred. */
	private static final String RARE = "Rare";

	/** Creates a hundred failure groups. Copies all columns, without naming them. */
	private static final String COPY = """
			insert into compute.jobs
			select copy.* from generate_series(%1$d, %2$d) as n
			join compute.jobs as template on failed_at = (select max(failed_at) from compute.jobs where status = 'failed')
			cross join jsonb_populate_record(template, jsonb_build_object(
			  'id', md5(n::text)::uuid,
			  'failed_at', template.failed_at - n * interval '1 second',
			  'failure_fingerprint', md5((n %% 100)::text)::uuid,
			  'failure_class', case n %% 100 when 1 then '%3$s' else template.failure_class end,
			  'failure_classes',
			    case n %% 100 when 1 then '["%3$s"]' else to_jsonb(template.failure_classes) end)) as copy;
			insert into compute.attempts
			select copy.* from generate_series(%1$d, %2$d) as n
			join compute.jobs as job on failed_at = (select max(failed_at) from compute.jobs where status = 'failed')
			join compute.attempts as template on job_id = job.id
			cross join jsonb_populate_record(template, jsonb_build_object('job_id', md5(n::text)::uuid)) as copy""";

	private final Sandbox sandbox;

	private final ComputePlatform contender;

	private final Database database;

	ComputePlatformAdministration(Sandbox sandbox) throws Exception {
		this.sandbox = sandbox;
		this.contender = new ComputePlatform(sandbox);
		this.database = new Database(sandbox);
	}

	@Override
	public long failed() throws SQLException {
		return this.database.number("select count(*) from compute.jobs where status = 'failed'");
	}

	@Override
	public long jobs() throws SQLException {
		return this.database.number("select count(*) from compute.jobs");
	}

	@Override
	public void fail() throws Exception {
		try (ComputePlatform worker = new ComputePlatform(this.sandbox)) {
			worker.start(1, (work) -> {
				throw new DeliberateFailure(work.number()).shortened();
			});
			worker.bean(AsyncPlatform.class)
				.submit(Sandbox.QUEUE, Work.of(0), SubmitOptions.defaults().withMaxRetries(TRIES - 1));
			Await.until("a failed job", () -> failed() > 0);
		}
	}

	@Override
	public void copy(long from, long to) throws SQLException {
		this.database.execute(COPY.formatted(from, to, RARE));
		this.database.execute("vacuum analyze");
	}

	@Override
	public Map<String, Callable<?>> actions() {
		FailedJobRepository repository = this.contender.bean(FailedJobRepository.class);
		FailedJobService service = this.contender.bean(FailedJobService.class);
		FailedJobQuery all = FailedJobQuery.all();
		UUID group = repository.groups(all, 1).get(0).fingerprint();
		String hundredth = cursor(repository, 100);
		Iterator<FailedJob> jobs = repository.find(all, PAGE, null).jobs().iterator();
		Map<String, Callable<?>> actions = new LinkedHashMap<>();
		actions.put("count", () -> repository.count(all));
		actions.put("first page", () -> repository.find(all, PAGE, null));
		actions.put("hundredth page", () -> repository.find(all, PAGE, hundredth));
		actions.put("page of a failure group", () -> repository.find(all.ofGroup(group), PAGE, null));
		actions.put("page of an exception", () -> repository.find(all.withException(RARE), PAGE, null));
		actions.put("failure groups", () -> repository.groups(all, 100));
		actions.put("retry one", () -> service.retry(jobs.next().id()));
		return actions;
	}

	private static @Nullable String cursor(FailedJobRepository repository, int page) {
		String cursor = null;
		for (int i = 1; i < page; i++) {
			cursor = repository.find(FailedJobQuery.all(), PAGE, cursor).next();
		}
		return cursor;
	}

	@Override
	public void close() throws IOException, SQLException {
		this.contender.close();
		this.database.close();
	}

}
