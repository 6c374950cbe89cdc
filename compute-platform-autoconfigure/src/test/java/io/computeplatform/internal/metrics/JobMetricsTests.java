package io.computeplatform.internal.metrics;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.bulk.BulkOperations;
import io.computeplatform.bulk.BulkRequest;
import io.computeplatform.control.QueueControl;
import io.computeplatform.control.RejectedMessages;
import io.computeplatform.event.JobFailed;
import io.computeplatform.event.JobSubmitted;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.internal.event.Events;
import io.computeplatform.internal.store.UnservedQueues;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

class JobMetricsTests {

	private TestEnvironment environment;

	private TestApplication application;

	private MeterRegistry registry;

	@BeforeEach
	void start() {
		// Each test its own: what another has left in the queue would be counted too.
		this.environment = TestEnvironment.create();
		this.application = TestApplication.start(this.environment, Listening.class, TestApplication.EVERYTHING,
				"compute.async.circuit-breaker.enabled=true", "compute.async.circuit-breaker.minimum-attempts=3",
				"compute.async.circuit-breaker.window=3", "compute.async.circuit-breaker.initial-pause=5m");
		this.registry = this.application.bean(MeterRegistry.class);
	}

	@AfterEach
	void stop() {
		this.application.close();
		this.environment.close();
	}

	@Test
	void everyJobOfABulkSubmitIsCounted() {
		assertThat(count("compute.jobs.submitted")).isZero();
		List<JobId> ids = this.application.platform().submitAll("work", Collections.nCopies(100, Work.succeed()));
		ids.forEach((id) -> this.application.await(id, JobStatus.COMPLETE));
		assertThat(count("compute.jobs.submitted")).isEqualTo(100);
		Awaitility.await().until(() -> count("compute.attempts", "outcome", "complete") == 100);
		Timer durations = this.registry.get("compute.attempt.duration").tag("outcome", "complete").timer();
		assertThat(durations.count()).isEqualTo(100);
		assertThat(durations.totalTime(TimeUnit.NANOSECONDS)).isPositive();
		assertThat(this.registry.get("compute.job.wait").timer().count()).isEqualTo(100);
		assertThat(this.registry.get("compute.attempts").counters().stream().mapToDouble((each) -> each.count()).sum())
			.isEqualTo(100);
	}

	@Test
	void whatIsNotSubmittedIsNotCounted() {
		SubmitOptions known = SubmitOptions.defaults().withId(new JobId(UUID.randomUUID()));
		this.application.platform().submit("work", Work.succeed(), known);
		this.application.platform().submit("work", Work.succeed(), known);
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				this.application.submit(Work.succeed());
				status.setRollbackOnly();
			});
		assertThat(count("compute.jobs.submitted")).isEqualTo(1);
	}

	@Test
	void retriesAndFailuresForGoodAreCountedThoughAListenerFails() {
		JobId id = this.application.platform().submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(1));
		this.application.await(id, JobStatus.FAILED);
		Awaitility.await().until(() -> count("compute.jobs.failed") == 1);
		assertThat(count("compute.jobs.retried")).isEqualTo(1);
		assertThat(count("compute.attempts", "outcome", "executor-failed")).isEqualTo(2);
		assertThat(this.registry.get("compute.attempt.duration").tag("outcome", "executor-failed").timer().count())
			.isEqualTo(2);
		awaitGauge(1, "compute.queue.jobs", "status", "failed");
	}

	@Test
	void jobThatNoInstanceTakesIsCountedOnce() {
		this.application.bean(JdbcClient.class).sql("""
				insert into compute.jobs (id, queue, type, payload, status, message_due_at)
				values (gen_random_uuid(), 'work', 'elsewhere', '{}', 'queued', now())""").update();
		awaitGauge(1, "compute.queue.jobs.without.executor");
		assertThat(count("compute.jobs.without.executor")).isEqualTo(1);
	}

	@Test
	void jobsOfQueuesThatNoWorkerServesAreShown() {
		this.application.bean(JdbcClient.class).sql("""
				insert into compute.jobs (id, queue, type, payload, status, message_due_at)
				select gen_random_uuid(), 'gone-' || number % 2, 'elsewhere', '{}', 'queued', now()
				from generate_series(1, 3) as number""").update();
		// The next look of its own is some seconds away.
		this.application.bean(UnservedQueues.class).refresh();
		assertThat(this.registry.get("compute.queues.unserved").gauge().value()).isEqualTo(2);
		assertThat(this.registry.get("compute.jobs.unserved").gauge().value()).isEqualTo(3);
	}

	@Test
	void rejectedMessageIsCountedAndShownUntilItIsSettled() {
		this.application.bean(RabbitTemplate.class)
			.convertAndSend(this.environment.queue("work"), (Object) "none of ours");
		Awaitility.await().until(() -> count("compute.messages.rejected") == 1);
		awaitGauge(1, "compute.queue.messages.rejected");
		RejectedMessages messages = this.application.bean(RejectedMessages.class);
		messages.discard(messages.list("work", false, 1, null).get(0).id(), AuditNote.none());
		awaitGauge(0, "compute.queue.messages.rejected");
		assertThat(count("compute.messages.rejected")).isEqualTo(1);
	}

	@Test
	void cancelledJobCountsAsAttemptOnlyIfItRan() {
		JobId queued = this.application.platform()
			.submit("work", Work.succeed(), SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
		this.application.platform().cancel(queued);
		JobId running = this.application.submit(Work.take(60_000));
		this.application.await(running, JobStatus.IN_PROGRESS);
		awaitGauge(1, "compute.queue.jobs", "status", "in-progress");
		this.application.platform().cancel(running);
		Awaitility.await().until(() -> count("compute.attempts", "outcome", "cancelled") == 1);
	}

	@Test
	void timeInQueueBeginsWhenAJobIsDue() {
		JobId id = this.application.platform()
			.submit("work", Work.succeed(), SubmitOptions.defaults().withDelay(Duration.ofMillis(2000)));
		this.application.await(id, JobStatus.COMPLETE);
		Timer wait = this.registry.get("compute.job.wait").timer();
		assertThat(wait.count()).isEqualTo(1);
		Duration sinceSubmit = Duration.between(this.application.find(id).createdAt(),
				this.application.find(id).startedAt());
		assertThat(wait.totalTime(TimeUnit.MILLISECONDS)).isLessThan(sinceSubmit.minusMillis(1900).toMillis());
	}

	@Test
	void gaugesShowWhatThereIs() {
		this.application.bean(QueueControl.class).pause("work", "why not");
		this.application.platform()
			.submitAll("work", Collections.nCopies(3, Work.succeed()),
					SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
		awaitGauge(3, "compute.queue.jobs", "status", "queued");
		awaitGauge(1, "compute.queue.paused");
		awaitGauge(0, "compute.outbox.pending");
		awaitGauge(0, "compute.outbox.lag");
	}

	@Test
	void stateOfTheCircuitBreakerIsShown() {
		awaitGauge(1, "compute.queue.breaker", "state", "closed");
		this.application.submit(Work.fail());
		awaitGauge(1, "compute.queue.breaker", "state", "open");
		awaitGauge(0, "compute.queue.breaker", "state", "closed");
	}

	@Test
	void operationsAreShownUntilTheyEndAndTheirJobsCounted() {
		JobId skipped = fail();
		JobId acted = fail();
		FailedJobService service = this.application.failedJobService();
		BulkOperations operations = this.application.bulkOperations();
		UUID[] operation = new UUID[1];
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				operation[0] = operations.start(BulkRequest.delete(FailedJobQuery.all(), 2));
				operations.pause(operation[0], AuditNote.none());
				service.discard(skipped);
			});
		awaitOperations(0, "running");
		awaitOperations(1, "paused");
		operations.resume(operation[0], AuditNote.none());
		Awaitility.await().until(() -> operationJobs("delete", "acted") == 1);
		assertThat(operationJobs("delete", "skipped")).isEqualTo(1);
		assertThat(operationJobs("retry", "acted")).isZero();
		assertThat(this.application.platform().find(acted)).isEmpty();
		awaitOperations(0, "paused");
	}

	@Test
	void operationThatWaitsForItsCanaryIsRunning() {
		fail();
		fail();
		this.application.bean(QueueControl.class).pause("work", "So that the canary does not end");
		this.application.bulkOperations().start(BulkRequest.retry(FailedJobQuery.all(), 2).withCanary(1, 100));
		awaitOperations(1, "running");
	}

	@Test
	void operationThatAwaitsAVersionIsWaiting() {
		fail();
		this.application.bulkOperations()
			.start(BulkRequest.retry(FailedJobQuery.all(), 1).withAwaitedVersion("no worker runs it"));
		awaitOperations(1, "waiting");
	}

	@Test
	void eventOfAQueueThatDoesNotExistMakesNoMeter() {
		this.application.context()
			.publishEvent(new Events.JobSubmitted(new JobId(UUID.randomUUID()), "foreign", "type"));
		assertThat(this.registry.find("compute.jobs.submitted").counters()).hasSize(1);
		assertThat(count("compute.jobs.submitted")).isZero();
	}

	private JobId fail() {
		JobId id = this.application.platform().submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
		this.application.await(id, JobStatus.FAILED);
		return id;
	}

	private double operationJobs(String action, String outcome) {
		return this.registry.get("compute.operation.jobs")
			.tag("action", action)
			.tag("outcome", outcome)
			.counter()
			.count();
	}

	private void awaitOperations(double expected, String status) {
		Awaitility.await(status)
			.atMost(Duration.ofSeconds(30))
			.until(() -> this.registry.get("compute.operations").tag("status", status).gauge().value(),
					(value) -> value == expected);
	}

	private double count(String name, String... tags) {
		return this.registry.get(name).tag("queue", "work").tags(tags).counter().count();
	}

	private void awaitGauge(double expected, String name, String... tags) {
		Awaitility.await(name)
			.atMost(Duration.ofSeconds(30))
			.until(() -> this.registry.get(name).tag("queue", "work").tags(tags).gauge().value(),
					(value) -> value == expected);
	}

	@Import(WorkerMain.class)
	static class Listening {

		@EventListener
		void on(JobFailed event) {
			throw new IllegalStateException("The listener fails on purpose");
		}

	}

}
