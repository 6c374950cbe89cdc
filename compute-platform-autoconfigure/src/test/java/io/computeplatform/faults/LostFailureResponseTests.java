package io.computeplatform.faults;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.computeplatform.FailureReason;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.event.JobCancelled;
import io.computeplatform.event.JobFailed;
import io.computeplatform.event.JobRetried;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.micrometer.core.instrument.MeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A failure is committed, and the connection is gone before its answer: listeners and
 * meters learn of it once.
 */
@Tag("chaos")
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class LostFailureResponseTests {

	/** In the answers to statements about this one failure, and in no other. */
	private String mark;

	private TcpProxy database;

	private TestApplication application;

	private ExternalObserver outside;

	private List<Object> events;

	private MeterRegistry meters;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.database = TcpProxy.to(environment.postgres().host(), environment.postgres().port());
		this.application = TestApplication.start(environment, Listening.class, TestApplication.EVERYTHING,
				"spring.datasource.url=" + environment.jdbcUrl()
					.replace(environment.postgres().host() + ":" + environment.postgres().port(),
							this.database.host() + ":" + this.database.port()),
				"compute.async.unserved-timeout=1s", "compute.async.max-worker-losses=1");
		this.outside = new ExternalObserver(environment);
		this.events = this.application.bean(Listening.class).events;
		this.meters = this.application.bean(MeterRegistry.class);
	}

	@BeforeEach
	void choose() {
		this.mark = "mark-" + UUID.randomUUID();
		this.events.clear();
	}

	@AfterAll
	void stop() {
		this.application.close();
		this.outside.close();
		this.database.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void permanentFailureIsPublishedOnce(int lostAnswers) {
		double failed = failed();
		double attempts = attempts(FailureReason.EXECUTOR_FAILED);
		this.database.loseAnswers(this.mark, lostAnswers);
		JobId id = this.application.platform()
			.submit(TestApplication.QUEUE, new Failing("fail", this.mark), SubmitOptions.defaults().withMaxRetries(0));
		this.outside.awaitStatus(id, "failed");
		awaitTold(id, JobFailed.class);
		assertThat(this.database.answersToLose()).isZero();
		assertThat(failed()).isEqualTo(failed + 1);
		assertThat(attempts(FailureReason.EXECUTOR_FAILED)).isEqualTo(attempts + 1);
		assertThat(this.outside.outcomes(id)).containsExactly("executor-failed");
	}

	@Test
	void failureThatIsTriedAgainIsToldOnce() {
		double retried = this.meters.get("compute.jobs.retried").counter().count();
		this.database.loseAnswers(this.mark, 1);
		JobId id = this.application.submit(new Failing("fail-once", this.mark));
		this.outside.awaitStatus(id, "complete");
		awaitTold(id, JobRetried.class);
		assertThat(this.database.answersToLose()).isZero();
		assertThat(this.meters.get("compute.jobs.retried").counter().count()).isEqualTo(retried + 1);
	}

	@Test
	void failureOfAJobThatWasAskedToCancelIsToldOnce() {
		double cancelled = attempts(FailureReason.CANCELLED);
		JobId id = this.application.submit(new Failing("fail-when-interrupted", this.mark));
		this.application.await(id, JobStatus.IN_PROGRESS);
		this.database.loseAnswers(this.mark, 1);
		this.outside.sql("update compute.jobs set cancel_requested_at = now() where id = ?").param(id.value()).update();
		this.outside.awaitStatus(id, "cancelled");
		awaitTold(id, JobCancelled.class);
		assertThat(this.database.answersToLose()).isZero();
		assertThat(attempts(FailureReason.CANCELLED)).isEqualTo(cancelled + 1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void failureOfALostWorkerIsToldOnce(int lostAnswers) {
		double lost = attempts(FailureReason.WORKER_LOST);
		JobId id = new JobId(UUID.randomUUID());
		String worker = this.mark;
		// Its name is in what is recorded.
		this.database.loseAnswers("Worker " + worker, lostAnswers);
		this.outside.sql("""
				insert into compute.jobs (id, queue, type, payload, status, try_count, max_tries, worker, started_at)
				values (?, 'work', ?, '{}', 'in-progress', 1, 1, ?, now())""")
			.params(id.value(), Failing.class.getName(), worker)
			.update();
		this.outside.awaitStatus(id, "failed");
		awaitTold(id, JobFailed.class);
		assertThat(this.database.answersToLose()).isZero();
		assertThat(attempts(FailureReason.WORKER_LOST)).isEqualTo(lost + 1);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3 })
	void failureOfAJobThatNoInstanceTakesIsToldOnce(int lostAnswers) {
		double failed = failed();
		JobId id = new JobId(UUID.randomUUID());
		this.database.loseAnswers("No JobExecutor for payload type " + this.mark, lostAnswers);
		this.outside.sql("""
				insert into compute.jobs (id, queue, type, payload, status, max_tries, message_due_at)
				values (?, 'work', ?, '{}', 'queued', 4, now())""").params(id.value(), this.mark).update();
		this.outside.awaitStatus(id, "failed");
		awaitTold(id, JobFailed.class);
		assertThat(this.database.answersToLose()).isZero();
		assertThat(failed()).isEqualTo(failed + 1);
	}

	private void awaitTold(JobId id, Class<?> event) {
		eventually("Event of job " + id).until(() -> told(id, event) > 0);
		// What comes after it on the same threads would be told after a second one.
		JobId next = this.application.submit(new Failing("succeed", ""));
		this.application.await(next, JobStatus.COMPLETE);
		eventually("Letters and marks")
			.until(() -> this.outside.count("select count(*) from compute.jobs where message_due_at is not null") == 0);
		assertThat(told(id, event)).isEqualTo(1);
	}

	private long told(JobId id, Class<?> type) {
		return this.events.stream()
			.filter(type::isInstance)
			.filter((event) -> event.toString().contains(id.toString()))
			.count();
	}

	private double failed() {
		return this.meters.get("compute.jobs.failed").counter().count();
	}

	private double attempts(FailureReason reason) {
		return this.meters.get("compute.attempts").tag("outcome", reason.value()).counter().count();
	}

	/**
	 * A job that may fail.
	 *
	 * @param action what it does
	 * @param message message of its failure
	 */
	record Failing(String action, String message) {

	}

	@SpringBootConfiguration
	@EnableAutoConfiguration
	static class Listening {

		private final List<Object> events = new CopyOnWriteArrayList<>();

		@Bean
		JobExecutor<Failing> failingExecutor() {
			return (job) -> {
				switch (job.payload().action()) {
					case "fail" -> throw new IllegalStateException(job.payload().message());
					case "fail-once" -> {
						if (job.tryNumber() == 1) {
							throw new IllegalStateException(job.payload().message());
						}
					}
					case "fail-when-interrupted" -> {
						try {
							Thread.sleep(Duration.ofMinutes(1).toMillis());
						}
						catch (InterruptedException ex) {
							throw new IllegalStateException(job.payload().message(), ex);
						}
					}
					default -> {
					}
				}
			};
		}

		@EventListener({ JobFailed.class, JobRetried.class, JobCancelled.class })
		void on(Object event) {
			this.events.add(event);
		}

	}

}
