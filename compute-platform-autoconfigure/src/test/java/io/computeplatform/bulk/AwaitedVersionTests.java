package io.computeplatform.bulk;

import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;

import io.computeplatform.ChangeResult;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A bulk retry that awaits a version of the application.
 */
@Tag("engine")
@WithTestEnvironment
class AwaitedVersionTests {

	private static final String FIXED = "compute.async.version=1.8.3";

	private static final FailedJobQuery WORK = FailedJobQuery.all().ofQueue("work");

	private final TestEnvironment environment;

	AwaitedVersionTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@AfterEach
	void deleteAll() {
		JdbcClient
			.create(new DriverManagerDataSource(this.environment.jdbcUrl(), this.environment.postgres().username(),
					this.environment.postgres().password()))
			.sql("delete from compute.operations; delete from compute.jobs; delete from compute.workers")
			.update();
	}

	@Test
	void retryWaitsUntilTheLastWorkerOfAnotherVersionHasStopped() {
		try (TestApplication fixed = TestApplication.start(this.environment, FIXED)) {
			UUID operation;
			JobId id;
			try (TestApplication broken = TestApplication.start(this.environment, "compute.async.version=1.8.2")) {
				id = fail(broken);
				operation = start(broken);
				assertThat(find(fixed, operation).awaitedVersion()).isEqualTo("1.8.3");
				assertWaits(fixed, operation);
			}
			await(fixed, operation, BulkOperation.Status.DONE);
			assertThat(find(fixed, operation).acted()).isOne();
			fixed.await(id, JobStatus.COMPLETE);
		}
	}

	@Test
	void waitOutlivesTheInstanceThatStartedIt() {
		UUID operation;
		JobId id;
		try (TestApplication broken = TestApplication.start(this.environment, "compute.async.version=1.8.2")) {
			id = fail(broken);
			operation = start(broken);
		}
		try (TestApplication submitter = TestApplication.start(this.environment,
				"compute.async.worker.enabled=false")) {
			// No worker at all runs the version.
			assertWaits(submitter, operation);
			try (TestApplication fixed = TestApplication.start(this.environment, FIXED)) {
				await(fixed, operation, BulkOperation.Status.DONE);
				fixed.await(id, JobStatus.COMPLETE);
			}
		}
	}

	@Test
	void operationThatWaitsCanBeAbortedAndNotPaused() {
		AuditNote anna = AuditNote.because("Not today").by("anna");
		try (TestApplication broken = TestApplication.start(this.environment, "compute.async.version=1.8.2")) {
			JobId id = fail(broken);
			UUID operation = start(broken);
			assertThat(broken.bulkOperations().pause(operation, anna)).isEqualTo(ChangeResult.REFUSED);
			assertThat(broken.bulkOperations().resume(operation, anna)).isEqualTo(ChangeResult.REFUSED);
			assertThat(find(broken, operation).status()).isEqualTo(BulkOperation.Status.WAITING);
			assertThat(broken.bulkOperations().abort(operation, anna)).isEqualTo(ChangeResult.DONE);
			assertThat(find(broken, operation).finishedAt()).isNotNull();
			assertThat(broken.auditLog().entries(2, null)).extracting(AuditEntry::action)
				.containsExactly(Action.ABORT, Action.RETRY);
			broken.bean(JdbcClient.class).sql("update compute.workers set version = '1.8.3'").update();
			Awaitility.await()
				.during(Duration.ofSeconds(1))
				.until(() -> find(broken, operation).status() == BulkOperation.Status.ABORTED);
			assertThat(broken.find(id).status()).isEqualTo(JobStatus.FAILED);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "now() + interval '1 hour', null, '{work,other}', null",
			"now() + interval '1 hour', null, null, null", "now() + interval '1 hour', null, '{work}', '1.8.30'" })
	void retryWaitsForWorkersOfItsQueueWhateverElseTheyRun(String worker) {
		try (TestApplication fixed = TestApplication.start(this.environment, FIXED)) {
			fail(fixed);
			insertWorker(fixed, worker);
			UUID operation = start(fixed);
			assertWaits(fixed, operation);
			fixed.bean(JdbcClient.class).sql("delete from compute.workers where worker = 'other'").update();
			await(fixed, operation, BulkOperation.Status.DONE);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "now() + interval '1 hour', null, '{elsewhere}', '1.8.2'",
			"now() + interval '1 hour', now(), '{work}', '1.8.2'" })
	void retryDoesNotWaitForWorkersOfOtherQueuesNorForLostOnes(String worker) {
		try (TestApplication fixed = TestApplication.start(this.environment, FIXED)) {
			fail(fixed);
			insertWorker(fixed, worker);
			await(fixed, start(fixed), BulkOperation.Status.DONE);
		}
	}

	@Test
	void retryWaitsForAWorkerWhoseLeaseHasLapsedUntilItIsDeclaredLost() throws Exception {
		try (TestApplication fixed = TestApplication.start(this.environment, FIXED);
				Connection lock = this.environment.postgres().connect(this.environment.database());
				Statement statement = lock.createStatement()) {
			fail(fixed);
			insertWorker(fixed, "now() + interval '1 hour', null, '{work}', '1.8.2'");
			lock.setAutoCommit(false);
			UUID operation = start(fixed);
			fixed.bean(JdbcClient.class)
				.sql("update compute.workers set lease_until = now() + interval '1 second' where worker = 'other'")
				.update();
			// It may still come back: nobody declares it lost while its row is locked.
			statement.execute("select from compute.workers where worker = 'other' for update");
			Awaitility.await()
				.until(() -> fixed.bean(JdbcClient.class)
					.sql("select lease_until < now() from compute.workers where worker = 'other'")
					.query(Boolean.class)
					.single());
			assertWaits(fixed, operation);
			lock.rollback();
			await(fixed, operation, BulkOperation.Status.DONE);
		}
	}

	@Test
	void retryOfNothingWaitsForNothing() {
		try (TestApplication broken = TestApplication.start(this.environment, "compute.async.version=1.8.2")) {
			UUID operation = broken.bulkOperations().start(BulkRequest.retry(WORK, 0).withAwaitedVersion("1.8.3"));
			await(broken, operation, BulkOperation.Status.DONE);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", " 1", "1\n", "1\u0000", "1\u202e8", "\ud800" })
	void textThatNoWorkerCanRunIsRefused(String version) {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> BulkRequest.retry(WORK, 1).withAwaitedVersion(version))
			.withMessageContaining("awaitedVersion")
			.withMessageContaining("1 to 100 printable characters");
	}

	@Test
	void versionThatIsTooLongOrAwaitedByNoRetryIsRefused() {
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> BulkRequest.retry(WORK, 1).withAwaitedVersion("1".repeat(101)));
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> BulkRequest.discard(WORK, 1).withAwaitedVersion("1.8.3"))
			.withMessageContaining("for a retry only");
		assertThat(BulkRequest.retry(WORK, 1).withAwaitedVersion("1".repeat(100)).withPerSecond(1).withCanary(1, 1))
			.extracting(BulkRequest::awaitedVersion)
			.isEqualTo("1".repeat(100));
	}

	private static void insertWorker(TestApplication application, String values) {
		application.bean(JdbcClient.class)
			.sql("insert into compute.workers (worker, lease_until, lost_at, queues, version) values ('other', %s)"
				.formatted(values))
			.update();
	}

	private static UUID start(TestApplication application) {
		return application.bulkOperations().start(BulkRequest.retry(WORK, 1).withAwaitedVersion("1.8.3"));
	}

	private static BulkOperation find(TestApplication application, UUID operation) {
		return application.bulkOperations().find(operation).orElseThrow();
	}

	private static void assertWaits(TestApplication application, UUID operation) {
		BulkOperation waiting = find(application, operation);
		assertThat(waiting.status()).isEqualTo(BulkOperation.Status.WAITING);
		assertThat(waiting.acted()).isZero();
		Awaitility.await().during(Duration.ofSeconds(1)).until(() -> find(application, operation).equals(waiting));
	}

	private static void await(TestApplication application, UUID operation, BulkOperation.Status status) {
		Awaitility.await().until(() -> find(application, operation).status() == status);
	}

	private static JobId fail(TestApplication application) {
		JobId id = application.platform()
			.submit("work", Work.failBefore(2), SubmitOptions.defaults().withMaxRetries(0));
		application.await(id, JobStatus.FAILED);
		return id;
	}

}
