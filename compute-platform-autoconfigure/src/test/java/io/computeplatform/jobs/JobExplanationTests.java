package io.computeplatform.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.control.QueueControl;
import io.computeplatform.jobs.WaitingReason.Kind;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Why a job waits, how many are ahead of it, and when it will probably start.
 */
@Tag("engine")
@WithTestEnvironment
class JobExplanationTests {

	private static final String SUBMITS_ONLY = "compute.async.worker.enabled=false";

	private static final String OTHER = "compute.async.queues.other.concurrency=1";

	private final TestEnvironment environment;

	private TestApplication submitter;

	private JobRepository jobs;

	private JdbcClient jdbc;

	JobExplanationTests(TestEnvironment environment) {
		this.environment = environment;
		environment.queue("other");
	}

	@BeforeEach
	void start() {
		this.submitter = TestApplication.start(this.environment, SUBMITS_ONLY, OTHER,
				"compute.async.relay.poll-interval=1h", "compute.async.relay.grace=1h");
		this.jobs = this.submitter.bean(JobRepository.class);
		this.jdbc = this.submitter.bean(JdbcClient.class);
	}

	@AfterEach
	void stop() {
		this.jdbc.sql("truncate compute.jobs, compute.paused_queues, compute.workers cascade").update();
		this.submitter.close();
	}

	@Test
	void jobThatIsNotDueWaitsUntilThen() {
		Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
		JobId id = this.submitter.platform()
			.submit("work", Work.succeed(), SubmitOptions.defaults().withDueAt(tomorrow));
		serve("work");
		JobExplanation explanation = explain(id);
		assertThat(explanation.waitingReasons()).singleElement().satisfies((reason) -> {
			assertThat(reason.kind()).isEqualTo(Kind.NOT_DUE);
			assertThat(reason.until()).isEqualTo(explanation.job().dueAt());
		});
		assertThat(explanation.ahead()).isNull();
		assertThat(explanation.estimatedWait()).isNull();
	}

	@Test
	void pauseIsToldWithItsTimeActorAndComment() {
		JobId id = submit();
		serve("work");
		this.submitter.bean(QueueControl.class).pause("work", AuditNote.of("anna", "The printer is out of paper"));
		assertThat(explain(id).waitingReasons().get(0)).satisfies((reason) -> {
			assertThat(reason.kind()).isEqualTo(Kind.QUEUE_PAUSED);
			assertThat(reason.since()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
			assertThat(reason.actor()).isEqualTo("anna");
			assertThat(reason.description()).contains("'work'", "The printer is out of paper");
		});
		assertThat(explain(id).estimatedWait()).isNull();
		this.submitter.bean(QueueControl.class).resume("work", AuditNote.of("anna", "It has paper"));
		assertThat(kinds(id)).containsExactly(Kind.BACKLOG);
	}

	@Test
	void queueThatNoLiveWorkerServesIsToldUnlessOneOfAnOlderVersionMay() {
		JobId id = submit();
		serve("other");
		assertThat(kinds(id)).containsExactly(Kind.NO_WORKER, Kind.BACKLOG);
		this.jdbc.sql("update compute.workers set queues = array['work'], lease_until = now() - interval '1 second'")
			.update();
		assertThat(kinds(id)).startsWith(Kind.NO_WORKER);
		this.jdbc.sql("update compute.workers set lease_until = now() + interval '1 hour', lost_at = now()").update();
		assertThat(kinds(id)).startsWith(Kind.NO_WORKER);
		this.jdbc.sql("update compute.workers set lost_at = null, queues = null").update();
		assertThat(kinds(id)).containsExactly(Kind.BACKLOG);
	}

	@Test
	void messageThatIsNotConfirmedIsPending() {
		serve("work");
		JobId id = submit();
		this.jdbc.sql("update compute.jobs set message_due_at = now() + interval '1 hour', message_sent_at = null")
			.update();
		assertThat(kinds(id)).containsExactly(Kind.MESSAGE_PENDING);
	}

	@Test
	void jobsThatWerePublishedBeforeAreAheadAlsoThoseOfTheSameSubmit() {
		serve("work");
		List<JobId> ids = this.submitter.platform()
			.submitAll("work", List.of(Work.succeed(), Work.succeed(), Work.succeed()));
		awaitSent();
		this.submitter.platform().submit("other", Work.succeed());
		JobId last = submit();
		assertThat(ids).extracting((id) -> explain(id).ahead()).asString().isEqualTo("[0, 1, 2]");
		assertThat(explain(last).ahead()).hasToString("3");
		this.jdbc
			.sql("update compute.jobs set message_due_at = now() + interval '1 hour', message_sent_at = null "
					+ "where id in (?, ?)")
			.params(ids.get(0).value(), last.value())
			.update();
		assertThat(explain(ids.get(1)).ahead()).hasToString("0");
		assertThat(explain(last).ahead()).hasToString("3");
		assertThat(explain(last).estimatedWait()).isNull();
	}

	@Test
	void moreThanTenThousandAheadAreNotCounted() {
		serve("work");
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, message_sent_at)
				select gen_random_uuid(), 'work', 'Type', '{}', 'queued', now() - interval '1 hour'
				from generate_series(1, 10001)""").update();
		assertThat(explain(submit()).ahead()).hasToString("10,000+");
	}

	@Test
	void waitIsEstimatedFromTheRateOfTheLastMinutes() {
		serve("work");
		JobId id = submit();
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, message_sent_at)
				select gen_random_uuid(), 'work', 'Type', '{}', 'queued', now() - interval '1 hour'
				from generate_series(1, 10)""").update();
		end("complete", "work", 2);
		end("complete", "other", 100);
		assertThat(explain(id).estimatedWait()).isNull();
		end("failed", "work", 3);
		// Ten jobs at five in five minutes.
		assertThat(explain(id).estimatedWait()).isBetween(Duration.ofMinutes(10),
				Duration.ofMinutes(10).plusSeconds(1));
		end("complete", "other", Values.Count.LIMIT + 1);
		assertThat(explain(id).estimatedWait()).isNull();
	}

	@Test
	void jobThatRunsOrIsFinishedWaitsForNothing() {
		JobId id = submit();
		for (JobStatus status : JobStatus.values()) {
			if (status != JobStatus.QUEUED && status != JobStatus.UNKNOWN) {
				this.jdbc.sql("""
						update compute.jobs set status = :status, message_sent_at = null, failed_at = now(),
						  finished_at = case when :status <> 'in-progress' then now() end""")
					.param("status", status.value())
					.update();
				JobExplanation explanation = explain(id);
				assertThat(explanation.job().status()).isEqualTo(status);
				assertThat(explanation.waitingReasons()).isEmpty();
				assertThat(explanation.ahead()).isNull();
			}
		}
		assertThat(this.jobs.explain(new JobId(UUID.randomUUID()))).isEmpty();
	}

	@Test
	void jobOfTheCallersTransactionIsExplainedAsItSeesIt() {
		new TransactionTemplate(this.submitter.bean(PlatformTransactionManager.class))
			.executeWithoutResult((transaction) -> {
				JobId id = this.submitter.submit(Work.succeed());
				assertThat(kinds(id)).containsExactly(Kind.NO_WORKER, Kind.MESSAGE_PENDING);
				transaction.setRollbackOnly();
			});
		assertThat(this.jobs.count(JobQuery.all())).hasToString("0");
	}

	@Test
	void typeWithoutExecutorIsToldWithTheTimeOfTheNextAttempt() {
		try (TestApplication worker = TestApplication.start(this.environment, OTHER)) {
			JobId id = this.submitter.platform().submit("work", new Unserved());
			JobRepository jobs = worker.bean(JobRepository.class);
			Awaitility.await()
				.untilAsserted(() -> assertThat(jobs.explain(id).orElseThrow().waitingReasons())
					.extracting(WaitingReason::kind)
					.containsExactly(Kind.NO_EXECUTOR));
			WaitingReason reason = jobs.explain(id).orElseThrow().waitingReasons().get(0);
			assertThat(reason.until()).isAfter(reason.since());
			assertThat(reason.description()).contains(Unserved.class.getName());
		}
	}

	@Test
	void circuitBreakerOfThisProcessIsTold() {
		try (TestApplication worker = TestApplication.start(this.environment, OTHER, "compute.async.max-retries=0",
				"compute.async.circuit-breaker.enabled=true", "compute.async.circuit-breaker.window=2",
				"compute.async.circuit-breaker.minimum-attempts=2", "compute.async.circuit-breaker.initial-pause=1h",
				"compute.async.circuit-breaker.max-pause=1h")) {
			worker.await(worker.submit(Work.fail()), JobStatus.FAILED);
			worker.await(worker.submit(Work.fail()), JobStatus.FAILED);
			JobId held = worker.submit(Work.succeed());
			Awaitility.await()
				.untilAsserted(
						() -> assertThat(worker.bean(JobRepository.class).explain(held).orElseThrow().waitingReasons())
							.first()
							.satisfies((reason) -> {
								assertThat(reason.kind()).isEqualTo(Kind.CIRCUIT_BREAKER);
								assertThat(reason.since()).isBetween(Instant.now().minusSeconds(60), Instant.now());
								assertThat(reason.description()).contains("'work' is open in this process");
							}));
			assertThat(explain(held).waitingReasons()).extracting(WaitingReason::kind)
				.doesNotContain(Kind.CIRCUIT_BREAKER);
		}
	}

	private JobExplanation explain(JobId id) {
		return this.jobs.explain(id).orElseThrow();
	}

	private List<Kind> kinds(JobId id) {
		return explain(id).waitingReasons().stream().map(WaitingReason::kind).toList();
	}

	private JobId submit() {
		JobId id = this.submitter.submit(Work.succeed());
		awaitSent();
		return id;
	}

	private void awaitSent() {
		Awaitility.await()
			.until(() -> this.jdbc.sql(
					"select not exists (select from compute.jobs where status = 'queued' and message_due_at is not null)")
				.query(Boolean.class)
				.single());
	}

	private void serve(String queue) {
		this.jdbc.sql("""
				insert into compute.workers (worker, lease_until, queues)
				values ('worker@1', now() + interval '1 hour', array[?])""").param(queue).update();
	}

	private void end(String status, String queue, int jobs) {
		this.jdbc.sql("""
				insert into compute.jobs (id, queue, type, payload, status, finished_at, failed_at)
				select gen_random_uuid(), ?, 'Type', '{}', ?, now() - interval '1 minute', now() - interval '1 minute'
				from generate_series(1, ?)""").params(queue, status, jobs).update();
	}

	record Unserved() {

	}

}
