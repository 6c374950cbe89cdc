package io.computeplatform.bulk;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.computeplatform.ChangeResult;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

@Tag("engine")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class BulkOperationTests {

	private static final FailedJobQuery WORK = FailedJobQuery.all().ofQueue("work");

	private static final AuditNote ANNA = AuditNote.because("The service is back").by("anna");

	private TestEnvironment environment;

	private TestApplication application;

	private FailedJobRepository failedJobs;

	private FailedJobService service;

	private Journal journal;

	private JdbcClient jdbc;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.environment = environment;
		this.application = TestApplication.start(environment);
		this.failedJobs = this.application.failedJobs();
		this.service = this.application.failedJobService();
		this.journal = Journal.open(environment);
		this.jdbc = this.application.bean(JdbcClient.class);
	}

	@AfterEach
	void deleteAll() {
		this.jdbc.sql("update compute.operations set status = 'aborted', finished_at = now() where finished_at is null")
			.update();
		this.jdbc.sql("delete from compute.jobs where status = 'failed'").update();
	}

	@AfterAll
	void stop() {
		this.journal.close();
		this.application.close();
	}

	@Test
	void jobsAreRetriedOldestFirstOnceAndWithAResultEach() {
		List<JobId> ids = fail(20, 2);
		assertThat(this.failedJobs.count(WORK)).isEqualTo(20);
		UUID operation = this.application.bulkOperations().start(BulkRequest.retry(WORK, 20).withNote(ANNA));
		BulkOperation done = await(operation, BulkOperation.Status.DONE);
		assertThat(done.total()).isEqualTo(20);
		assertThat(done.acted()).isEqualTo(20);
		assertThat(done.skipped()).isZero();
		assertThat(done.query()).isEqualTo(WORK);
		assertThat(done.finishedAt()).isAfterOrEqualTo(done.startedAt());
		ids.forEach((id) -> this.application.await(id, JobStatus.COMPLETE));
		assertThat(this.application.bulkOperations().outcomes(operation)).isEqualTo(Map.of(JobStatus.COMPLETE, 20L));
		List<BulkJob> jobs = this.application.bulkOperations().jobs(operation, 1000, 0);
		assertThat(jobs).extracting(BulkJob::position)
			.isEqualTo(IntStream.rangeClosed(1, 20).mapToObj(Long::valueOf).toList());
		assertThat(jobs).extracting(BulkJob::job).containsExactlyInAnyOrderElementsOf(ids);
		assertThat(jobs).allSatisfy((job) -> {
			assertThat(job.result()).isEqualTo(BulkJob.Result.ACTED);
			assertThat(job.status()).isEqualTo(JobStatus.COMPLETE);
			assertThat(job.actedAt()).isNotNull();
		});
		assertThat(this.application.bulkOperations().jobs(operation, 5, 18)).isEqualTo(jobs.subList(18, 20));
		ids.forEach((id) -> assertThat(this.journal.starts(id)).containsExactly(1, 2));
		assertThat(this.failedJobs.history(ids.get(3))).element(1)
			.isInstanceOfSatisfying(AuditEntry.class, (record) -> {
				assertThat(record.action()).isEqualTo(Action.RETRY);
				assertThat(record.actor()).isEqualTo("anna");
				assertThat(record.operation()).isEqualTo(operation);
			});
		assertThat(this.application.auditLog().entries(1, null))
			.extracting(AuditEntry::action, AuditEntry::operation, AuditEntry::jobs, AuditEntry::comment)
			.containsExactly(tuple(Action.RETRY, operation, 20L, "The service is back"));
		assertThat(this.application.bulkOperations().newest(1)).containsExactly(done);
	}

	@Test
	void moreJobsThanWereAgreedToAreNotTouched() {
		List<JobId> ids = fail(3, 2);
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.bulkOperations().start(BulkRequest.discard(WORK, 2)))
			.withMessageContaining("expectedCount '2'")
			.withMessageContaining("count them again");
		assertThat(this.failedJobs.count(WORK)).isEqualTo(3);
		assertThat(ids).allSatisfy((id) -> assertThat(this.failedJobs.history(id)).hasSize(1));
		assertThat(this.application.bulkOperations().newest(1000))
			.noneMatch((operation) -> operation.finishedAt() == null);
	}

	@Test
	void operationOnNothingIsDoneAtOnce() {
		UUID operation = this.application.bulkOperations()
			.start(BulkRequest.discard(WORK.withMessage("no such text"), 0));
		assertThat(await(operation, BulkOperation.Status.DONE).total()).isZero();
		assertThat(this.application.bulkOperations().outcomes(operation)).isEmpty();
	}

	@Test
	void manyMoreJobsThanOneBatchAreDiscardedAndDeleted() {
		insertFailed(1_250);
		UUID discard = this.application.bulkOperations().start(BulkRequest.discard(WORK, 1_250));
		assertThat(await(discard, BulkOperation.Status.DONE).acted()).isEqualTo(1_250);
		assertThat(this.application.bulkOperations().outcomes(discard)).isEqualTo(Map.of(JobStatus.DISCARDED, 1_250L));
		insertFailed(1_250);
		UUID delete = this.application.bulkOperations().start(BulkRequest.delete(WORK, 2_000));
		assertThat(await(delete, BulkOperation.Status.DONE).acted()).isEqualTo(1_250);
		assertThat(this.application.bulkOperations().outcomes(delete)).isEmpty();
		assertThat(this.application.bulkOperations().jobs(delete, 1, 0)).extracting(BulkJob::status)
			.containsOnlyNulls();
		assertThat(this.failedJobs.count(WORK)).isZero();
	}

	@Test
	void jobThatIsNoLongerFailedOrHasFailedAnewIsSkipped() {
		List<JobId> ids = fail(3, 9);
		UUID operation = inOneTransaction(() -> {
			UUID started = this.application.bulkOperations().start(BulkRequest.retry(WORK, 3));
			this.service.discard(ids.get(0));
			this.jdbc.sql("update compute.jobs set try_count = 2, max_tries = 2 where id = ?")
				.param(ids.get(1).value())
				.update();
			return started;
		});
		BulkOperation done = await(operation, BulkOperation.Status.DONE);
		assertThat(done.acted()).isOne();
		assertThat(done.skipped()).isEqualTo(2);
		assertThat(this.application.bulkOperations().jobs(operation, 3, 0)).extracting(BulkJob::job, BulkJob::result)
			.containsExactlyInAnyOrder(tuple(ids.get(0), BulkJob.Result.SKIPPED),
					tuple(ids.get(1), BulkJob.Result.SKIPPED), tuple(ids.get(2), BulkJob.Result.ACTED));
		Awaitility.await().until(() -> this.journal.starts(ids.get(2)).size() == 2);
		assertThat(this.journal.starts(ids.get(1))).containsExactly(1);
	}

	@Test
	void jobWhoseRowIsLockedForAMomentIsWaitedFor() {
		JobId id = fail(2, 9).get(0);
		UUID operation = inOneTransaction(() -> {
			this.jdbc.sql("select id from compute.jobs where id = ? for update").param(id.value()).query().singleRow();
			UUID[] started = new UUID[1];
			Thread starter = new Thread(
					() -> started[0] = this.application.bulkOperations().start(BulkRequest.discard(WORK, 2)));
			starter.start();
			Awaitility.await()
				.until(() -> this.jdbc.sql("select count(*) from pg_locks where not granted")
					.query(Integer.class)
					.single() > 0);
			assertThat(starter.isAlive()).isFalse();
			return started[0];
		});
		assertThat(await(operation, BulkOperation.Status.DONE).acted()).isEqualTo(2);
	}

	@Test
	void operationOnAJobWhoseRowStaysLockedIsPostponedAndHoldsUpNoOther() {
		FailedJobQuery elsewhere = FailedJobQuery.all().ofQueue("elsewhere");
		insertFailed(1);
		this.jdbc.sql("update compute.jobs set queue = 'elsewhere' where status = 'failed'").update();
		insertFailed(3);
		UUID operation = inOneTransaction(() -> {
			this.jdbc.sql("select id from compute.jobs where queue = 'elsewhere' for update").query().singleRow();
			UUID postponed = start(BulkRequest.discard(elsewhere, 1));
			Awaitility.await()
				.atMost(Duration.ofSeconds(20))
				.until(() -> this.jdbc
					.sql("select next_batch_at > clock_timestamp() from compute.operations where id = ?")
					.param(postponed)
					.query(Boolean.class)
					.single());
			UUID other = start(BulkRequest.discard(WORK, 3));
			assertThat(await(other, BulkOperation.Status.DONE).acted()).isEqualTo(3);
			assertThat(find(postponed).status()).isEqualTo(BulkOperation.Status.RUNNING);
			assertThat(find(postponed).acted()).isZero();
			return postponed;
		});
		// Its pause is longer than a test should wait.
		this.jdbc.sql("update compute.operations set next_batch_at = now() where id = ?").param(operation).update();
		assertThat(await(operation, BulkOperation.Status.DONE).acted()).isOne();
		assertThat(this.failedJobs.count(elsewhere)).isZero();
	}

	@Test
	void rateIsNeverExceeded() {
		insertFailed(25);
		UUID operation = this.application.bulkOperations().start(BulkRequest.discard(WORK, 25).withPerSecond(10));
		await(operation, BulkOperation.Status.DONE);
		assertThat(this.jdbc.sql("""
				select count(*) from compute.operation_jobs a where operation_id = ? and (
				  select count(*) from compute.operation_jobs b where b.operation_id = a.operation_id
				  and b.acted_at >= a.acted_at and b.acted_at < a.acted_at + interval '1 second') > 10""")
			.param(operation)
			.query(Integer.class)
			.single()).isZero();
		assertThat(this.jdbc.sql("select count(distinct acted_at) from compute.operation_jobs where operation_id = ?")
			.param(operation)
			.query(Integer.class)
			.single()).isEqualTo(3);
	}

	@Test
	void pausedOperationGoesOnWhereItWasAndAbortedOneNever() {
		insertFailed(1_000);
		UUID operation = this.application.bulkOperations().start(BulkRequest.discard(WORK, 1_000).withPerSecond(100));
		Awaitility.await().until(() -> find(operation).acted() > 0);
		assertThat(this.application.bulkOperations().pause(operation, ANNA)).isEqualTo(ChangeResult.DONE);
		assertThat(this.application.bulkOperations().pause(operation, ANNA)).isEqualTo(ChangeResult.REFUSED);
		BulkOperation paused = find(operation);
		Awaitility.await()
			.during(Duration.ofSeconds(2))
			.atMost(Duration.ofSeconds(20))
			.until(() -> find(operation).equals(paused));
		assertThat(this.application.bulkOperations().resume(operation, ANNA)).isEqualTo(ChangeResult.DONE);
		assertThat(this.application.bulkOperations().resume(operation, ANNA)).isEqualTo(ChangeResult.REFUSED);
		Awaitility.await().until(() -> find(operation).acted() > paused.acted());
		assertThat(this.application.bulkOperations().abort(operation, ANNA)).isEqualTo(ChangeResult.DONE);
		assertThat(this.application.bulkOperations().abort(operation, ANNA)).isEqualTo(ChangeResult.REFUSED);
		assertThat(this.application.bulkOperations().resume(operation, ANNA)).isEqualTo(ChangeResult.REFUSED);
		BulkOperation aborted = find(operation);
		assertThat(aborted.status()).isEqualTo(BulkOperation.Status.ABORTED);
		assertThat(this.failedJobs.count(WORK)).isEqualTo(1_000 - aborted.acted());
		assertThat(this.application.bulkOperations().jobs(operation, 1000, 0).stream().map(BulkJob::result))
			.containsOnly(BulkJob.Result.ACTED, BulkJob.Result.WAITING);
		assertThat(this.application.auditLog().entries(4, null)).extracting(AuditEntry::action)
			.containsExactly(Action.ABORT, Action.RESUME, Action.PAUSE, Action.DISCARD);
		assertThat(this.application.bulkOperations().pause(UUID.randomUUID(), ANNA)).isEqualTo(ChangeResult.NOT_FOUND);
	}

	@Test
	void canaryThatSucceedsLetsTheOthersFollow() {
		List<JobId> ids = fail(12, 2);
		UUID operation = this.application.bulkOperations().start(BulkRequest.retry(WORK, 12).withCanary(4, 100));
		assertThat(await(operation, BulkOperation.Status.DONE).acted()).isEqualTo(12);
		ids.forEach((id) -> this.application.await(id, JobStatus.COMPLETE));
	}

	@Test
	void canaryThatFailsStopsTheOperationAndLeavesTheOthers() {
		List<JobId> ids = fail(12, 9);
		UUID operation = this.application.bulkOperations().start(BulkRequest.retry(WORK, 12).withCanary(4, 90));
		BulkOperation stopped = await(operation, BulkOperation.Status.STOPPED);
		assertThat(stopped.acted()).isEqualTo(4);
		assertThat(stopped.finishedAt()).isNotNull();
		assertThat(ids.stream().filter((id) -> this.journal.starts(id).size() == 2)).hasSize(4);
		assertThat(this.application.bulkOperations().resume(operation, ANNA)).isEqualTo(ChangeResult.REFUSED);
	}

	@Test
	void operationOutlivesTheInstanceThatStartedItAndRunsOnceInTwo() {
		insertFailed(3_000);
		UUID operation;
		try (TestApplication first = TestApplication.start(this.environment)) {
			operation = first.bulkOperations().start(BulkRequest.discard(WORK, 3_000).withPerSecond(200));
		}
		try (TestApplication second = TestApplication.start(this.environment)) {
			assertThat(second.bulkOperations().find(operation)).isPresent();
			this.jdbc.sql("update compute.operations set per_second = null where id = ?").param(operation).update();
			assertThat(await(operation, BulkOperation.Status.DONE).acted()).isEqualTo(3_000);
		}
		assertThat(
				this.jdbc.sql("select count(*) from compute.operation_jobs where operation_id = ? and result = 'acted'")
					.param(operation)
					.query(Integer.class)
					.single())
			.isEqualTo(3_000);
	}

	@Test
	void whatCannotBeAskedForIsRefused() {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> BulkRequest.retry(WORK, -1))
			.withMessageContaining("expectedCount");
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> BulkRequest.retry(WORK, Long.MAX_VALUE));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> BulkRequest.retry(WORK, 1).withPerSecond(0))
			.withMessageContaining("perSecond");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> BulkRequest.discard(WORK, 1).withCanary(1, 50))
			.withMessageContaining("canary");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> BulkRequest.retry(WORK, 1).withCanary(1, 101))
			.withMessageContaining("1 to 100");
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> BulkRequest.of(Action.RESTORE, WORK, 1))
			.withMessageContaining("retry, discard, delete");
	}

	private <T> T inOneTransaction(Supplier<T> work) {
		return new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.execute((status) -> work.get());
	}

	private UUID start(BulkRequest request) {
		return CompletableFuture.supplyAsync(() -> this.application.bulkOperations().start(request)).join();
	}

	private BulkOperation find(UUID operation) {
		return this.application.bulkOperations().find(operation).orElseThrow();
	}

	private BulkOperation await(UUID operation, BulkOperation.Status status) {
		return Awaitility.await().until(() -> find(operation), (found) -> found.status() == status);
	}

	/** Jobs whose first try has failed, and which succeed from a later try on. */
	private List<JobId> fail(int count, int succeedsAt) {
		List<JobId> ids = IntStream.range(0, count)
			.mapToObj((i) -> this.application.platform()
				.submit("work", Work.failBefore(succeedsAt), SubmitOptions.defaults().withMaxRetries(0)))
			.toList();
		ids.forEach((id) -> this.application.await(id, JobStatus.FAILED));
		return ids;
	}

	private void insertFailed(int count) {
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, try_count, finished_at, failed_at,
				  failure_reason)
				select gen_random_uuid(), 'work', '%s', '{"action": "succeed", "number": 0}', 'failed', 1, now(),
				  now(), 'executor-failed' from generate_series(1, ?)""".formatted(Work.class.getName()))
			.param(count)
			.update();
	}

}
