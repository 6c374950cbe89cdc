package io.computeplatform.failed;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.computeplatform.DeadLetter;
import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditEntry;
import io.computeplatform.bulk.BulkJob;
import io.computeplatform.bulk.BulkOperation;
import io.computeplatform.bulk.BulkRequest;
import io.computeplatform.control.DeadLetterReconciliation;
import io.computeplatform.control.QueueControl;
import io.computeplatform.internal.store.ShownJobs;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

/**
 * A newer version has written what this one does not know: it is shown as unknown, and
 * stops nothing.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class NewerVersionTests {

	private static final FailedJobQuery WORK = FailedJobQuery.all().ofQueue(TestApplication.QUEUE);

	private static final SubmitOptions ONCE = SubmitOptions.defaults().withMaxRetries(0);

	private TestEnvironment environment;

	private TestApplication application;

	private FailedJobRepository failedJobs;

	private JdbcClient jdbc;

	private JobId failed;

	private JobId acted;

	private JobId alsoActed;

	private UUID operation;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.environment = environment;
		this.application = TestApplication.start(environment);
		this.failedJobs = this.application.failedJobs();
		this.jdbc = this.application.bean(JdbcClient.class);
		this.acted = fail(Work.fail());
		this.alsoActed = fail(Work.fail());
		this.operation = this.application.bulkOperations().start(BulkRequest.discard(WORK, 2));
		awaitDone(this.operation);
		this.failed = fail(Work.fail());
		this.application.bean(QueueControl.class).pause(TestApplication.QUEUE, "On purpose");
		this.application.bean(QueueControl.class).resume(TestApplication.QUEUE);
		// A newer version has migrated them away. One by one, or this could deadlock with
		// the statements of the application.
		this.jdbc.sql("""
				select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint
				where contype = 'c' and connamespace = 'compute'::regnamespace""")
			.query(String.class)
			.list()
			.forEach((drop) -> this.jdbc.sql(drop).update());
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	private JobId fail(Work work) {
		JobId id = this.application.platform().submit(TestApplication.QUEUE, work, ONCE);
		this.application.await(id, JobStatus.FAILED);
		return id;
	}

	private void awaitDone(UUID operation) {
		Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> this.application.bulkOperations()
				.find(operation)
				.orElseThrow()
				.status() == BulkOperation.Status.DONE);
	}

	@ParameterizedTest
	@ValueSource(strings = { "jobs set failure_reason = 'quota-exceeded' where failure_reason is not null",
			"jobs set status = 'archived' where status = 'discarded'", "attempts set outcome = 'quota-exceeded'",
			"actions set action = 'requeue'", "operations set action = 'requeue'",
			"operations set status = 'asleep', finished_at = null",
			"operations set status = 'running', action = 'requeue', finished_at = null, next_batch_at = now()",
			"operations set query = '{\"queue\":\"work\",\"region\":{\"eu\":1},\"minTries\":\"many\",\"group\":null}'",
			"operations set query = '[\"all\",7]'", "operation_jobs set result = 'deferred', acted_at = now()" })
	void valueIsReadByEveryApiAndStopsNothing(String update) {
		assertThat(this.jdbc.sql("update compute." + update).update()).isPositive();
		readAll();
		this.application.await(this.application.submit(Work.succeed()), JobStatus.COMPLETE);
		JobId other = fail(Work.fail());
		UUID next = this.application.bulkOperations().start(BulkRequest.delete(WORK.withMinTries(1), 1000));
		awaitDone(next);
		assertThat(this.application.platform().find(other)).isEmpty();
		this.failed = fail(Work.fail());
	}

	private void readAll() {
		assertThat(this.failedJobs.find(WORK, 100, null).jobs()).isNotEmpty();
		assertThat(this.failedJobs.count(WORK)).isPositive();
		assertThat(this.failedJobs.groups(WORK, 100)).isNotEmpty();
		assertThat(this.failedJobs.findById(this.failed)).isPresent();
		for (JobId id : List.of(this.failed, this.acted)) {
			assertThat(this.failedJobs.attempts(id)).isNotEmpty();
			assertThat(this.failedJobs.history(id)).isNotEmpty();
			assertThat(this.application.platform().find(id)).isPresent();
			assertThat(this.application.bean(ShownJobs.class).find(id.value())).isPresent();
		}
		assertThat(this.application.auditLog().entriesOfQueue(TestApplication.QUEUE, 100)).isNotEmpty();
		assertThat(this.application.auditLog().entries(100, null)).isNotEmpty();
		assertThat(this.application.bulkOperations().find(this.operation)).isPresent();
		assertThat(this.application.bulkOperations().newest(100)).isNotEmpty();
		assertThat(this.application.bulkOperations().jobs(this.operation, 100, 0)).hasSize(2);
		assertThat(this.application.bulkOperations().outcomes(this.operation)).isNotNull();
		assertThat(this.application.bean(QueueControl.class).paused()).isEmpty();
		assertThat(this.application.bean(DeadLetterReconciliation.class).report()).isNotEmpty();
		assertThat(this.application.platform().deadLetters(TestApplication.QUEUE, 100)).isNotNull();
	}

	@Test
	void valuesAreShownAsUnknown() {
		JobId first = fail(Work.fail());
		JobId second = fail(Work.fail());
		UUID discard = this.application.bulkOperations().start(BulkRequest.discard(WORK, 1000));
		awaitDone(discard);
		this.jdbc.sql("update compute.jobs set status = 'archived', failure_reason = 'quota-exceeded' where id = ?")
			.param(first.value())
			.update();
		this.jdbc.sql("update compute.jobs set status = 'frozen' where id = ?").param(second.value()).update();
		this.jdbc.sql("update compute.attempts set outcome = 'quota-exceeded'").update();
		this.jdbc.sql("update compute.actions set action = 'requeue'").update();
		this.jdbc.sql("update compute.operation_jobs set result = 'deferred' where job_id = ?")
			.param(first.value())
			.update();
		assertThat(this.application.find(first)).satisfies((job) -> {
			assertThat(job.status()).isEqualTo(JobStatus.UNKNOWN);
			assertThat(job.lastFailure().reason()).isEqualTo(FailureReason.UNKNOWN);
		});
		assertThat(this.failedJobs.attempts(first)).extracting(FailedAttempt::reason)
			.containsExactly(FailureReason.UNKNOWN);
		assertThat(this.application.auditLog().entries(1, null)).extracting(AuditEntry::action)
			.containsExactly(Action.UNKNOWN);
		assertThat(this.application.bulkOperations().jobs(discard, 1000, 0))
			.filteredOn((job) -> job.job().equals(first))
			.extracting(BulkJob::result, BulkJob::status)
			.containsExactly(tuple(BulkJob.Result.UNKNOWN, JobStatus.UNKNOWN));
		this.jdbc.sql("update compute.operation_jobs set result = 'acted'").update();
		assertThat(this.application.bulkOperations().outcomes(discard)).containsEntry(JobStatus.UNKNOWN, 2L);
		assertThat(this.application.platform().cancel(first).isAccepted()).isFalse();
		assertThat(this.application.platform().delete(first).isAccepted()).isFalse();
		this.application.platform()
			.submit(TestApplication.QUEUE, Work.fail(), SubmitOptions.defaults().withId(first).withRerun());
		assertThat(this.application.find(first).status()).isEqualTo(JobStatus.UNKNOWN);
	}

	@Test
	void queryIsShownAndNeverSearchedByWithoutItsUnknownConditions() {
		UUID discard = this.application.bulkOperations().start(BulkRequest.discard(WORK.withMessage("no such"), 0));
		awaitDone(discard);
		this.jdbc.sql("update compute.operations set query = '{\"queue\":\"work\",\"region\":\"eu\"}' where id = ?")
			.param(discard)
			.update();
		FailedJobQuery query = this.application.bulkOperations().find(discard).orElseThrow().query();
		assertThat(query.toMap()).isEqualTo(Map.of("queue", "work", "region", "eu"));
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.failedJobs.count(query))
			.withMessageContaining("region");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.bulkOperations().start(BulkRequest.delete(query.ofType("any"), 1000)))
			.withMessageContaining("region");
	}

	@Test
	void pendingMessageOfUnknownStatusIsLeftToNewerVersion() {
		JobId id = fail(Work.fail());
		this.jdbc
			.sql("update compute.jobs set status = 'waking', message_due_at = now() - interval '1 minute' where id = ?")
			.param(id.value())
			.update();
		this.application.await(this.application.submit(Work.failBefore(2)), JobStatus.COMPLETE);
		assertThat(this.jdbc.sql("select message_due_at < now() - interval '59 seconds' from compute.jobs where id = ?")
			.param(id.value())
			.query(Boolean.class)
			.single()).isTrue();
	}

	@Test
	void deadLetterOfAJobIsTakenForThatWhateverItsReason() {
		JobId id = fail(Work.fail());
		Awaitility.await("Its own letter")
			.until(() -> this.application.platform()
				.deadLetters(TestApplication.QUEUE, 1000)
				.stream()
				.anyMatch((letter) -> id.equals(letter.jobId())));
		String queue = this.environment.queue(TestApplication.QUEUE) + ".dlq";
		this.application.bean(AmqpAdmin.class).purgeQueue(queue);
		this.application.bean(RabbitTemplate.class)
			.send(queue,
					MessageBuilder.withBody("{}".getBytes(StandardCharsets.UTF_8))
						.setMessageId(id.toString())
						.setHeader("compute-try-count", 1)
						.setHeader("compute-reason", "quota-exceeded")
						.build());
		DeadLetter popped = Awaitility.await("The other letter")
			.until(() -> this.application.platform()
				.nextDeadLetter(TestApplication.QUEUE, (letter) -> letter.reason() == FailureReason.UNKNOWN),
					Optional::isPresent)
			.orElseThrow();
		assertThat(popped.jobId()).isEqualTo(id);
		assertThat(this.jdbc.sql("select dead_letter_popped_at is not null from compute.jobs where id = ?")
			.param(id.value())
			.query(Boolean.class)
			.single()).isTrue();
	}

}
