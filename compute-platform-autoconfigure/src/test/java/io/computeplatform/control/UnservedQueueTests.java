package io.computeplatform.control;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.computeplatform.AsyncPlatform;
import io.computeplatform.ChangeResult;
import io.computeplatform.DeadLetter;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.JobType;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditEntry;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.internal.store.UnservedQueueRows;
import io.computeplatform.internal.store.UnservedQueueRows.Unserved;
import io.computeplatform.internal.store.UnservedQueues;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import io.micrometer.core.instrument.MeterRegistry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

@Tag("engine")
@WithTestEnvironment
@ExtendWith(OutputCaptureExtension.class)
class UnservedQueueTests {

	private static final String SUBMITS_ONLY = "compute.async.worker.enabled=false";

	private static final String OLD = "compute.async.queues.old.concurrency=1";

	private final TestEnvironment environment;

	private TestApplication submitter;

	private AsyncPlatform platform;

	UnservedQueueTests(TestEnvironment environment) {
		this.environment = environment;
		environment.queue("old");
	}

	@BeforeEach
	void start() throws Exception {
		this.submitter = TestApplication.start(this.environment, SUBMITS_ONLY, OLD);
		this.submitter.bean(JdbcClient.class)
			.sql("truncate compute.jobs, compute.attempts, compute.actions cascade")
			.update();
		this.platform = this.submitter.platform();
		try (Connection connection = this.environment.rabbit().connect();
				Channel channel = connection.createChannel()) {
			for (String queue : List.of("old", "old.dlq", "work", "work.dlq")) {
				channel.queuePurge(this.environment.queuePrefix() + queue);
			}
		}
	}

	@AfterEach
	void stop() {
		this.submitter.close();
	}

	@Test
	void unservedQueueIsReportedUntilServed(CapturedOutput output) {
		List<JobId> ids = this.platform.submitAll("old", List.of(Work.succeed(), Work.succeed()));
		this.platform.submit("work", Work.succeed());
		try (TestApplication renamed = TestApplication.start(this.environment, TestApplication.EVERYTHING)) {
			Awaitility.await()
				.untilAsserted(() -> assertThat(unserved(renamed)).containsExactly(new Unserved("old", 2, 0, 0)));
			Awaitility.await()
				.until(() -> output.toString()
					.contains("No live worker serves the queue 'old', which holds jobs: 2 queued."));
			assertThat(gauge(renamed, "compute.queues.unserved")).isEqualTo(1);
			assertThat(gauge(renamed, "compute.jobs.unserved")).isEqualTo(2);
			// Whoever submits only serves none; that others do is seen from everywhere.
			assertThat(unserved(this.submitter)).extracting(Unserved::queue).containsExactly("old");
			try (TestApplication old = TestApplication.start(this.environment, OLD)) {
				ids.forEach((id) -> old.await(id, JobStatus.COMPLETE));
				this.platform.submit("old", Work.succeed(),
						SubmitOptions.defaults().withDueAt(Instant.now().plus(Duration.ofDays(1))));
				assertThat(unserved(renamed)).isEmpty();
				assertThat(gauge(renamed, "compute.queues.unserved")).isZero();
				assertThat(gauge(renamed, "compute.jobs.unserved")).isZero();
				assertThat(unserved(this.submitter)).isEmpty();
			}
			assertThat(unserved(renamed)).containsExactly(new Unserved("old", 1, 0, 0));
		}
	}

	@Test
	void workerOfAnOlderVersionMayServeAny() {
		this.platform.submit("old", Work.succeed());
		this.submitter.bean(JdbcClient.class)
			.sql("insert into compute.workers (worker, lease_until) values ('older', now() + interval '1 hour')")
			.update();
		assertThat(unserved(this.submitter)).isEmpty();
		this.submitter.bean(JdbcClient.class).sql("delete from compute.workers where worker = 'older'").update();
		assertThat(unserved(this.submitter)).hasSize(1);
	}

	@Test
	void movedJobsRunAndTheirOldMessagesAreDropped() throws Exception {
		Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
		List<JobId> ids = this.platform.submitAll("old", List.of(Work.succeed(), Work.fail(), Work.succeed()));
		JobId later = this.platform.submit("old", Work.succeed(), SubmitOptions.defaults().withDueAt(tomorrow));
		try (TestApplication application = TestApplication.start(this.environment, "compute.async.max-retries=0")) {
			QueueControl control = application.bean(QueueControl.class);
			assertThat(control.moveJobs("old", "work", 3, AuditNote.of("anna", "renamed"))).isEqualTo(3);
			assertThat(control.moveJobs("old", "work", 3, AuditNote.of("anna", "renamed"))).isEqualTo(1);
			assertThat(control.moveJobs("old", "work", 3, AuditNote.of("anna", "renamed"))).isZero();
			application.await(ids.get(0), JobStatus.COMPLETE);
			application.await(ids.get(2), JobStatus.COMPLETE);
			assertThat(application.find(later).queue()).isEqualTo("work");
			assertThat(application.find(later).dueAt()).isAfter(Instant.now().plus(Duration.ofHours(23)));
			assertThat(application.auditLog().entriesOfQueue("old", 10))
				.extracting(AuditEntry::action, AuditEntry::toQueue, AuditEntry::jobs, AuditEntry::actor)
				.containsExactly(tuple(Action.MOVE, "work", 1L, "anna"), tuple(Action.MOVE, "work", 3L, "anna"));
			assertThat(application.auditLog().entriesOfQueue("work", 10)).hasSize(2);
		}
		try (TestApplication old = TestApplication.start(this.environment, OLD)) {
			JobId next = old.platform().submit("old", Work.succeed());
			old.await(next, JobStatus.COMPLETE);
			assertThat(old.platform().deadLetters("old", 10)).isEmpty();
		}
	}

	@Test
	void movedJobsOfASubtypeRunInAnExecutorForItsSupertype() {
		JobId failed = this.platform.submit("old", new Circle("fail"), SubmitOptions.defaults().withMaxRetries(0));
		try (TestApplication old = TestApplication.start(this.environment, Circles.class, OLD)) {
			old.await(failed, JobStatus.FAILED);
		}
		JobId waiting = this.platform.submit("old", new Circle("wait"));
		try (TestApplication shapes = TestApplication.start(this.environment, Shapes.class)) {
			assertThat(shapes.bean(QueueControl.class).moveJobs("old", "work", 10, AuditNote.none())).isEqualTo(2);
			shapes.await(waiting, JobStatus.COMPLETE);
			assertThat(shapes.failedJobService().retry(failed)).isEqualTo(ChangeResult.DONE);
			shapes.await(failed, JobStatus.COMPLETE);
			assertThat(Shapes.RUN).containsExactlyInAnyOrder("wait", "fail");
		}
	}

	@Test
	void failedJobsMoveWithTheirDeadLettersAndJobsOfLostWorkersAreRecovered() {
		JobId failed;
		try (TestApplication old = TestApplication.start(this.environment, OLD)) {
			failed = old.platform().submit("old", Work.failBefore(2), SubmitOptions.defaults().withMaxRetries(0));
			old.await(failed, JobStatus.FAILED);
			Awaitility.await().until(() -> old.platform().deadLetters("old", 10).size() == 1);
		}
		JobId orphan = this.platform.submit("old", Work.succeed());
		JobId running = this.platform.submit("old", Work.succeed());
		JdbcClient jdbc = this.submitter.bean(JdbcClient.class);
		// Before its job: the submitter recovers jobs of this queue too.
		jdbc.sql("insert into compute.workers (worker, lease_until) values ('alive', now() + interval '1 hour')")
			.update();
		run(jdbc, orphan, "gone");
		run(jdbc, running, "alive");
		try (TestApplication application = TestApplication.start(this.environment)) {
			assertThat(application.bean(QueueControl.class).moveJobs("old", "work", 10, AuditNote.none())).isEqualTo(2);
			assertThat(application.find(running).queue()).isEqualTo("old");
			application.await(orphan, JobStatus.COMPLETE);
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(application.platform().deadLetters("work", 10)).extracting(DeadLetter::jobId)
							.containsExactly(failed));
			assertThat(application.failedJobService().retry(failed)).isEqualTo(ChangeResult.DONE);
			application.await(failed, JobStatus.COMPLETE);
		}
		finally {
			jdbc.sql("delete from compute.workers where worker = 'alive'").update();
		}
	}

	@Test
	void whatCanNotBeMovedIsRefusedAndLeftWhereItIs() {
		JobId id = this.platform.submit("old", Work.succeed());
		QueueControl control = this.submitter.bean(QueueControl.class);
		assertRefused(() -> control.moveJobs("old", "wrok", 10, AuditNote.none()), "wrok");
		assertRefused(() -> control.moveJobs("old", "old", 10, AuditNote.none()), "another queue");
		assertRefused(() -> control.moveJobs("old", "work", 0, AuditNote.none()), "1 to 10000");
		assertRefused(() -> control.moveJobs("old", "work", 1, AuditNote.of("x".repeat(201), null)), "200");
		new TransactionTemplate(this.submitter.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				assertThat(control.moveJobs("old", "work", 10, AuditNote.none())).isEqualTo(1);
				status.setRollbackOnly();
			});
		try (TestApplication application = TestApplication.start(this.environment, OtherTypes.class)) {
			assertRefused(() -> application.bean(QueueControl.class).moveJobs("old", "work", 10, AuditNote.none()),
					Work.class.getName());
		}
		assertThat(this.submitter.find(id).queue()).isEqualTo("old");
		assertThat(this.submitter.auditLog().entriesOfQueue("old", 10)).isEmpty();
	}

	private static void assertRefused(ThrowingCallable call, String why) {
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(call).withMessageContaining(why);
	}

	private static void run(JdbcClient jdbc, JobId id, String worker) {
		jdbc.sql("""
				update compute.jobs set status = 'in-progress', worker = ?, started_at = now(), try_count = 1,
				  message_due_at = null, message_sent_at = null
				where id = ?""").param(worker).param(id.value()).update();
	}

	private static double gauge(TestApplication application, String name) {
		return application.bean(MeterRegistry.class).get(name).gauge().value();
	}

	private static List<Unserved> unserved(TestApplication application) {
		UnservedQueues queues = application.bean(UnservedQueues.class);
		queues.refresh();
		return queues.found();
	}

	static class Shape {

		public String name;

		Shape() {
		}

		Shape(String name) {
			this.name = name;
		}

	}

	// Names no class that an instance could look at.
	@JobType("circle")
	static class Circle extends Shape {

		Circle() {
		}

		Circle(String name) {
			super(name);
		}

	}

	@EnableAutoConfiguration
	static class Circles {

		@Bean
		JobExecutor<Circle> circles() {
			return (job) -> {
				throw new IllegalStateException("on purpose");
			};
		}

	}

	@EnableAutoConfiguration
	static class Shapes {

		static final List<String> RUN = new CopyOnWriteArrayList<>();

		@Bean
		JobExecutor<Shape> shapes() {
			return (job) -> RUN.add(job.payload().name);
		}

	}

	@EnableAutoConfiguration
	static class OtherTypes {

		@Bean
		JobExecutor<String> strings() {
			return (job) -> {
			};
		}

		@Bean
		JobExecutor<Integer> numbers() {
			return (job) -> {
			};
		}

	}

}
