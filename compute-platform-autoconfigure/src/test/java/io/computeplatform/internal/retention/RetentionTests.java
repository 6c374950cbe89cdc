package io.computeplatform.internal.retention;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.internal.store.RetentionRows;
import io.computeplatform.internal.store.RetentionRows.Batch;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("engine")
@WithTestEnvironment
class RetentionTests {

	private static final String[] AGES = { "compute.async.retention.interval=100ms",
			"compute.async.retention.batch-size=100", "compute.async.retention.complete=2h",
			"compute.async.retention.cancelled=3h", "compute.async.retention.discarded=4h",
			"compute.async.retention.expired=5h", "compute.async.retention.failed=6h",
			"compute.async.retention.operations=7h" };

	private final TestEnvironment environment;

	private TestApplication keeper;

	private JdbcClient jdbc;

	RetentionTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@BeforeEach
	void start() {
		this.keeper = TestApplication.start(this.environment, "compute.async.retention.enabled=false");
		this.jdbc = this.keeper.bean(JdbcClient.class);
		this.jdbc.sql(
				"truncate compute.jobs, compute.attempts, compute.deleted_jobs, compute.operations, compute.operation_jobs cascade")
			.update();
	}

	@AfterEach
	void stop() {
		this.keeper.close();
	}

	@Test
	void jobsAreDeletedAtTheAgeOfTheirStatusAndNoSooner() {
		Map<String, Integer> hours = Map.of("complete", 2, "cancelled", 3, "discarded", 4, "expired", 5, "failed", 6);
		hours.forEach((status, age) -> {
			insert(status, 1, "interval '%d hours 1 second'".formatted(age));
			insert(status, 1, "interval '%d hours' - interval '10 minutes'".formatted(age));
		});
		insert("complete", 1, "interval '-1 hour'");
		insert("queued", 1, "interval '100 years'");
		try (TestApplication application = TestApplication.start(this.environment, AGES)) {
			assertThat(application).isNotNull();
			awaitCount("compute.jobs where finished_at is not null", 6);
			awaitSecondRound();
			assertThat(this.jdbc.sql("select status from compute.jobs order by status").query(String.class).list())
				.containsExactly("cancelled", "complete", "complete", "discarded", "expired", "failed", "queued");
		}
	}

	@Test
	void withoutConfigurationFailedJobsAreKeptAndOthersDeletedAfterThirtyDays() {
		for (String status : List.of("complete", "cancelled", "discarded", "expired", "failed")) {
			insert(status, 1, "interval '29 days'");
			insert(status, 1, "interval '31 days'");
		}
		try (TestApplication application = TestApplication.start(this.environment,
				"compute.async.retention.interval=100ms")) {
			assertThat(application).isNotNull();
			awaitCount("compute.jobs where finished_at < now() - interval '30 days' and status <> 'failed'", 0);
			awaitSecondRound();
			assertThat(count("compute.jobs")).isEqualTo(6);
		}
	}

	@Test
	void jobsWithManyAttemptsAreDeletedFewAtATime() {
		insert("complete", 3, "interval '1 day'");
		this.jdbc.sql("update compute.jobs set max_tries = 8000, try_count = 8000").update();
		this.jdbc
			.sql("""
					insert into compute.attempts (job_id, try_number, started_at, worker, outcome)
					select id, number, now(), 'worker', 'executor-failed' from compute.jobs, generate_series(1, 8000) as number""")
			.update();
		Batch first = this.keeper.bean(RetentionRows.class).delete(JobStatus.COMPLETE, Duration.ofHours(1), 500);
		assertThat(first).isEqualTo(new Batch(2, true));
		assertThat(count("compute.attempts")).isEqualTo(8000);
		assertThat(this.keeper.bean(RetentionRows.class).delete(JobStatus.COMPLETE, Duration.ofHours(1), 500))
			.isEqualTo(new Batch(1, false));
		assertThat(count("compute.attempts")).isZero();
	}

	@Test
	void jobsWithLongLogsAreDeletedFewAtATimeWithWhatTheyReported() {
		insert("complete", 3, "interval '1 day'");
		this.jdbc
			.sql("""
					insert into compute.attempt_log (job_id, try_number, worker, position, logged_at, level, text)
					select id, 1, 'worker', number, now(), 'INFO', 'line' from compute.jobs, generate_series(1, 8000) as number""")
			.update();
		this.jdbc.sql("""
				insert into compute.attempt_progress (job_id, try_number, worker, reported_at)
				select id, 1, 'worker', now() from compute.jobs""").update();
		Batch first = this.keeper.bean(RetentionRows.class).delete(JobStatus.COMPLETE, Duration.ofHours(1), 500);
		assertThat(first).isEqualTo(new Batch(2, true));
		assertThat(count("compute.attempt_log")).isEqualTo(8000);
		assertThat(count("compute.attempt_progress")).isEqualTo(1);
	}

	@Test
	void traceIsLeftOnlyByJobsThatAMessageMayStillName() {
		insert("complete", 1, "interval '8 days'");
		insert("complete", 1, "interval '6 days'");
		insert("discarded", 1, "interval '8 days'");
		List<String> traced = this.jdbc
			.sql("""
					select id::text from compute.jobs where status = 'discarded' or finished_at > now() - interval '7 days'""")
			.query(String.class)
			.list();
		try (TestApplication application = TestApplication.start(this.environment, AGES)) {
			assertThat(application).isNotNull();
			awaitCount("compute.jobs", 0);
			assertThat(this.jdbc.sql("select job_id::text from compute.deleted_jobs").query(String.class).list())
				.containsExactlyInAnyOrderElementsOf(traced);
		}
	}

	@Test
	void failedJobGoesWithItsAttemptsAndItsDeadLetter() {
		JobId id = this.keeper.platform().submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
		this.keeper.await(id, JobStatus.FAILED);
		Awaitility.await().until(() -> !this.keeper.platform().deadLetters("work", 10).isEmpty());
		assertThat(count("compute.attempts")).isOne();
		this.jdbc
			.sql("""
					update compute.jobs set failed_at = now() - interval '40 days', finished_at = now() - interval '40 days'""")
			.update();
		try (TestApplication application = TestApplication.start(this.environment, AGES)) {
			awaitCount("compute.jobs", 0);
			assertThat(count("compute.attempts")).isZero();
			assertThat(application.platform().deadLetters("work", 10)).isEmpty();
		}
	}

	@Test
	void endedOperationsAreDeletedWithTheirJobsAndWhatAdministratorsDidIsNot() {
		for (String status : List.of("done", "aborted", "stopped")) {
			insertOperation(status, 250, "interval '7 hours 1 second'");
			insertOperation(status, 3, "interval '6 hours 50 minutes'");
		}
		insertOperation("running", 3, "interval '100 years'");
		insertOperation("paused", 3, "interval '100 years'");
		insertOperation("done", 0, "interval '8 hours'");
		insertOperation("done", 100, "interval '8 hours'");
		int actions = count("compute.actions");
		try (TestApplication application = TestApplication.start(this.environment, AGES)) {
			assertThat(application).isNotNull();
			awaitCount("compute.operations", 5);
			awaitSecondRound();
			assertThat(count("compute.operations")).isEqualTo(5);
			assertThat(count("compute.operation_jobs")).isEqualTo(15);
			assertThat(count("compute.actions")).isEqualTo(actions);
		}
	}

	@Test
	void withoutConfigurationOperationsAreKept() {
		insertOperation("done", 1, "interval '10 years'");
		try (TestApplication application = TestApplication.start(this.environment,
				"compute.async.retention.interval=100ms")) {
			assertThat(application).isNotNull();
			awaitSecondRound();
			awaitSecondRound();
			assertThat(count("compute.operation_jobs")).isOne();
		}
	}

	@Test
	void instancesShareTheWorkAndPassOverRowsThatSomebodyIsAt() {
		insert("complete", 5_000, "interval '1 day'");
		new TransactionTemplate(this.keeper.bean(PlatformTransactionManager.class)).executeWithoutResult((status) -> {
			List<String> locked = this.jdbc
				.sql("select id::text from compute.jobs order by finished_at limit 10 for update")
				.query(String.class)
				.list();
			try (TestApplication first = TestApplication.start(this.environment, AGES);
					TestApplication second = TestApplication.start(this.environment, AGES)) {
				assertThat(first).isNotSameAs(second);
				awaitCount("compute.jobs", 10);
				assertThat(this.jdbc.sql("select id::text from compute.jobs").query(String.class).list())
					.containsExactlyInAnyOrderElementsOf(locked);
			}
		});
		assertThat(count("compute.deleted_jobs")).isEqualTo(4_990);
	}

	@Test
	void whatAProcessHadDeletedBeforeItDiedIsDeletedWholeAndTheRestByTheNext() {
		insert("discarded", 3_000, "interval '1 day'");
		Map<String, String> settings = TestApplication.settings(this.environment);
		for (String age : AGES) {
			settings.put(age.substring(0, age.indexOf('=')), age.substring(age.indexOf('=') + 1));
		}
		settings.put("compute.async.retention.batch-size", "5");
		try (JavaProcess process = JavaProcess.start(WorkerMain.class, settings)) {
			Awaitility.await("Some batches").until(() -> count("compute.jobs") < 2_980);
			process.kill9();
		}
		int left = count("compute.jobs");
		assertThat(left).isPositive();
		assertThat(count("compute.deleted_jobs")).isEqualTo(3_000 - left);
		try (TestApplication application = TestApplication.start(this.environment, AGES)) {
			assertThat(application).isNotNull();
			awaitCount("compute.jobs", 0);
			assertThat(count("compute.deleted_jobs")).isEqualTo(3_000);
		}
	}

	private void insert(String status, int count, String age) {
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, try_count, due_at, finished_at,
				  failed_at, failure_reason)
				select gen_random_uuid(), 'gone', 'Type', '{}', status, 1, now() + interval '1 day',
				  case when status <> 'queued' then now() - (%s) end,
				  case when status in ('failed', 'discarded') then now() - (%s) end,
				  case when status in ('failed', 'discarded') then 'executor-failed' end
				from generate_series(1, ?), cast(? as text) as status""".formatted(age, age))
			.param(count)
			.param(status)
			.update();
	}

	/** Not due for a long time, so that nobody acts on one that is running. */
	private void insertOperation(String status, int jobs, String age) {
		UUID id = UUID.randomUUID();
		this.jdbc
			.sql("""
					insert into compute.operations (id, action, query, status, total, started_at, next_batch_at, finished_at)
					select :id, 'discard', '{}', :status, :jobs, now() - (%1$s), now() + interval '1 day',
					  case when :status not in ('running', 'paused') then now() - (%1$s) end"""
				.formatted(age))
			.param("id", id)
			.param("status", status)
			.param("jobs", jobs)
			.update();
		this.jdbc.sql("""
				insert into compute.operation_jobs (operation_id, position, job_id, try_count)
				select :id, position, gen_random_uuid(), 1 from generate_series(1, :jobs) as position""")
			.param("id", id)
			.param("jobs", jobs)
			.update();
		this.jdbc.sql("""
				insert into compute.actions (action, operation_id, jobs, acted_by)
				values ('discard', :id, :jobs, 'anna')""").param("id", id).param("jobs", jobs).update();
	}

	private void awaitSecondRound() {
		insert("complete", 1, "interval '200 days'");
		awaitCount("compute.jobs where finished_at < now() - interval '199 days'", 0);
	}

	private void awaitCount(String rows, int expected) {
		Awaitility.await(rows).untilAsserted(() -> assertThat(count(rows)).isEqualTo(expected));
	}

	private int count(String rows) {
		return this.jdbc.sql("select count(*) from " + rows).query(Integer.class).single();
	}

}
