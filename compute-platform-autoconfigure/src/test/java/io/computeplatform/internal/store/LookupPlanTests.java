package io.computeplatform.internal.store;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.failed.FailedJob;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.slf4j.event.Level;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Jobs that are named by their ids are found by these, whatever the planner was last told
 * about the table: when it was analyzed, all of its jobs were complete, and every partial
 * index seemed to be empty.
 */
@Tag("engine")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class LookupPlanTests {

	private static final Duration GRACE = Duration.ofMinutes(1);

	private static final int JOBS = 20_000;

	private static final int NAMED = 300;

	private static final String WORKER = "worker";

	private TestApplication application;

	private JdbcClient jdbc;

	private TransactionTemplate transaction;

	private List<UUID> ids;

	@BeforeAll
	void start(TestEnvironment environment) {
		// Serves no queue of these jobs, so that its relay takes nothing.
		this.application = TestApplication.start(environment, "compute.async.worker.enabled=false",
				"compute.async.retention.enabled=false");
		this.jdbc = this.application.bean(JdbcClient.class);
		this.transaction = new TransactionTemplate(this.application.bean(PlatformTransactionManager.class));
		this.jdbc.sql("alter table compute.jobs set (autovacuum_enabled = false)").update();
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, try_count, finished_at)
				select gen_random_uuid(), 'gone', 'Type', '{}', 'complete', 1, now() from generate_series(1, ?)""")
			.param(JOBS)
			.update();
		this.jdbc.sql("insert into compute.workers (worker, lease_until) values (?, now() + interval '1 hour')")
			.param(WORKER)
			.update();
		this.jdbc.sql("analyze compute.jobs").update();
		this.ids = this.jdbc.sql("select id from compute.jobs order by id limit ?")
			.param(NAMED)
			.query(UUID.class)
			.list();
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void jobsThatHaveFailedSinceAreFoundByTheirIds() {
		become("status = 'failed', failed_at = now(), failure_reason = 'executor-failed', message_due_at = now()");
		FailedRows failed = this.application.bean(FailedRows.class);
		JobRows jobs = this.application.bean(JobRows.class);
		List<FailedKey> keys = this.ids.stream().map((id) -> new FailedKey(id, 1)).toList();
		reads(Map.of("mark letters", () -> mark(JobStatus.FAILED, 1), //
				"postpone letters", () -> messages().postpone(pending(JobStatus.FAILED, 1), GRACE), //
				"retry", () -> assertThat(failed.retry(keys, GRACE)).hasSize(NAMED), //
				"discard", () -> assertThat(failed.discard(keys)).hasSize(NAMED), //
				"delete", () -> assertThat(failed.delete(keys)).hasSize(NAMED), //
				"lock", () -> this.ids.forEach((id) -> assertThat(failed.lock(id)).isPresent()), //
				"find", () -> this.ids.forEach((id) -> assertThat(find(id)).isPresent()), //
				"look at letters",
				() -> this.ids.forEach((id) -> assertThat(jobs.isDeadLetterCurrent(id, "gone", 1)).isTrue()), //
				"pop", () -> this.ids.forEach((id) -> jobs.popDeadLetter(id, "work", 1)), //
				"tell stale letters",
				() -> assertThat(this.application.bean(DeadLetterRows.class)
					.staleness("gone", this.ids, this.ids.stream().map((id) -> 1).toList()))
					.doesNotContain(DeadLetterRows.Staleness.STALE)));
	}

	@Test
	void jobsThatWaitSinceAreFoundByTheirIds() {
		become("status = 'queued', try_count = 0, finished_at = null, message_due_at = now(), unserved_since = now()");
		reads(Map.of("mark calls", () -> mark(JobStatus.QUEUED, 0), //
				"postpone calls", () -> messages().postpone(pending(JobStatus.QUEUED, 0), GRACE), //
				"owe again",
				() -> assertThat(messages().resend(this.ids.stream().collect(Collectors.toMap((id) -> id, (id) -> 0))))
					.isEmpty(), //
				"claim",
				() -> this.ids.forEach((id) -> assertThat(this.application.bean(ClaimRows.class)
					.claim(id, "gone", 0, WORKER, false, false, new String[] { "Type" }))
					.isInstanceOf(Claim.Claimed.class)), //
				"fail what nobody serves",
				() -> this.ids.forEach((id) -> assertThat(this.application.bean(UnservedRows.class)
					.fail(new UnservedRows.UnservedJob(id, "gone", "Type", 0), WORKER, Duration.ZERO,
							failure(FailureReason.NO_EXECUTOR), GRACE))
					.isPresent())));
	}

	@Test
	void jobsThatRunSinceAreFoundByTheirIds() {
		become("status = 'in-progress', try_count = 1, finished_at = null, worker = 'worker', started_at = now()");
		AttemptRows attempts = this.application.bean(AttemptRows.class);
		List<AttemptKey> keys = this.ids.stream().map((id) -> new AttemptKey(id, 1, WORKER)).toList();
		List<AttemptRows.Success> successes = keys.stream()
			.map((key) -> new AttemptRows.Success(key, null, null))
			.toList();
		reads(Map.of("complete", () -> assertThat(attempts.complete(successes)).hasSize(NAMED), //
				"report",
				() -> assertThat(this.application.bean(ReportRows.class)
					.write(keys.stream().map(LookupPlanTests::report).toList())).hasSize(NAMED).containsOnly(true),
				"find",
				() -> this.ids.forEach((id) -> assertThat(this.application.bean(JobRows.class).find(id)).isPresent()), //
				"fail",
				() -> assertThat(attempts.fail(keys.stream().map(LookupPlanTests::failure).toList(), GRACE, false))
					.hasSize(NAMED), //
				"complete one by one",
				() -> successes.forEach((success) -> assertThat(attempts.complete(List.of(success))).hasSize(1)), //
				"fail one by one", () -> keys.forEach((key) -> attempts.fail(List.of(failure(key)), GRACE, false)), //
				"release", () -> keys.forEach((key) -> attempts.release(key, GRACE, 9))));
	}

	private static ReportRows.Report report(AttemptKey attempt) {
		return new ReportRows.Report(attempt,
				new ReportRows.State(1L, 2L, Duration.ZERO, null, null, Duration.ofSeconds(1)),
				List.of(new ReportRows.Line(0, Duration.ZERO, Level.INFO, "line")), 0, 0);
	}

	private static DecidedFailure failure(AttemptKey attempt) {
		return new DecidedFailure(attempt, failure(FailureReason.WORKER_LOST), JobStatus.FAILED, Duration.ZERO);
	}

	private static FailureRecord failure(FailureReason reason) {
		return new FailureRecord(reason, null, "lost", null, List.of(), null);
	}

	private void become(String state) {
		this.jdbc.sql("update compute.jobs set message_due_at = null, unserved_since = null").update();
		this.jdbc.sql("update compute.jobs set " + state).update();
	}

	/** Each row a few times, counted by PostgreSQL, and taken back. */
	private void reads(Map<String, Runnable> calls) {
		calls.forEach((name, call) -> this.transaction.executeWithoutResult((status) -> {
			long before = count();
			call.run();
			assertThat(count() - before).as("rows read to %s", name).isBetween((long) NAMED, 6L * NAMED);
			status.setRollbackOnly();
		}));
	}

	private long count() {
		return this.jdbc.sql("""
				select coalesce(sum(seq_tup_read), 0) + coalesce(sum(idx_tup_fetch), 0)
				from pg_stat_xact_user_tables where schemaname = 'compute' and relname = 'jobs'""")
			.query(Long.class)
			.single();
	}

	private Outbox messages() {
		return this.application.bean(Outbox.class);
	}

	private void mark(JobStatus status, int tryCount) {
		assertThat(messages().markSent(pending(status, tryCount))).isEmpty();
	}

	private List<OutboxMessage> pending(JobStatus status, int tryCount) {
		OffsetDateTime at = OffsetDateTime.now().plusSeconds(1);
		return this.ids.stream()
			.map((id) -> new OutboxMessage(id, "gone", "Type", status, tryCount, at, null, null))
			.toList();
	}

	private Optional<FailedJob> find(UUID id) {
		return this.application.bean(FailedJobRepository.class).findById(new JobId(id));
	}

}
