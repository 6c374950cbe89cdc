package io.computeplatform.internal.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import io.computeplatform.FailureReason;
import io.computeplatform.ForQueue;
import io.computeplatform.Job;
import io.computeplatform.JobContext;
import io.computeplatform.JobExecutor;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.NonRetryableJobException;
import io.computeplatform.RetryLaterException;
import io.computeplatform.SubmitOptions;
import io.computeplatform.failed.FailedAttempt;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.slf4j.MDC;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an executor gets, and what becomes of what it does.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class ExecutorTests {

	private static final List<JobContext<?>> CALLS = new CopyOnWriteArrayList<>();

	private TestApplication application;

	@BeforeAll
	void start(TestEnvironment environment) {
		environment.queue("maps");
		this.application = TestApplication.start(environment, Executors.class, "compute.async.max-executor-failures=3",
				"compute.async.queues.maps.timeout=500ms", "compute.async.queues.maps.max-retries=1");
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void contextTellsTheCircumstancesOfTheTry() {
		JobId id = submit("fail once");
		this.application.await(id, JobStatus.COMPLETE);
		List<JobContext<?>> calls = calls(id);
		assertThat(calls).extracting(JobContext::tryNumber).containsExactly(1, 2);
		assertThat(calls.get(0).previousFailure()).isEmpty();
		JobContext<?> second = calls.get(1);
		assertThat(second.queue()).isEqualTo("work");
		assertThat(second.maxTries()).isEqualTo(4);
		assertThat(second.payload()).isEqualTo(new Request("fail once", LocalDate.of(2026, 11, 24)));
		assertThat(second.isStopRequested()).isFalse();
		assertThat(second.previousFailure()).get().satisfies((failure) -> {
			assertThat(failure.reason()).isEqualTo(FailureReason.EXECUTOR_FAILED);
			assertThat(failure.message()).isEqualTo("once");
		});
	}

	@Test
	void firstTryOfALaterLifeKnowsNoFailureOfAnEarlierOne() {
		SubmitOptions again = SubmitOptions.defaults()
			.withId(new JobId(UUID.randomUUID()))
			.withRerun()
			.withMaxRetries(1);
		Request request = new Request("fail", LocalDate.of(2026, 11, 24));
		JobId id = this.application.platform().submit("work", request, again);
		this.application.await(id, JobStatus.FAILED);
		this.application.platform().submit("work", request, again);
		Awaitility.await().until(() -> calls(id).size() == 4);
		this.application.await(id, JobStatus.FAILED);
		assertThat(calls(id).stream().map(JobContext::tryNumber)).containsExactly(1, 2, 3, 4);
		assertThat(calls(id).stream().map((call) -> call.previousFailure().isPresent())).containsExactly(false, true,
				false, true);
	}

	@Test
	void payloadGoesToTheExecutorOfItsType() {
		JobId request = submit("succeed");
		JobId text = this.application.submit("half a character \ud83d, none \0, and \"quotes\"");
		JobId map = this.application.platform().submit("maps", Map.of("ids", List.of(1L, 2L)));
		for (JobId id : List.of(request, text, map)) {
			this.application.await(id, JobStatus.COMPLETE);
		}
		assertThat(calls(text)).singleElement()
			.satisfies(
					(call) -> assertThat(call.payload()).isEqualTo("half a character \ud83d, none \0, and \"quotes\""));
		assertThat(calls(map)).singleElement()
			.satisfies((call) -> assertThat(call.payload()).isEqualTo(Map.of("ids", List.of(1L, 2L))));
	}

	@Test
	void payloadThatDoesNotFitItsTypeIsNotTriedAgain() {
		JobId id = this.application.platform()
			.submit("work", new Request("succeed", null), SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
		this.application.bean(JdbcClient.class)
			.sql("update compute.jobs set payload = '[1]', message_due_at = now(), due_at = now() where id = ?")
			.param(id.value())
			.update();
		Job job = this.application.await(id, JobStatus.FAILED);
		assertThat(job.tryCount()).isEqualTo(1);
		assertThat(job.lastFailure().reason()).isEqualTo(FailureReason.NOT_RETRYABLE);
		assertThat(job.lastFailure().message()).contains("can't be read as " + Request.class.getTypeName());
	}

	@Test
	void nonRetryableFailureEndsTheJob() {
		Job job = failed("not again");
		assertThat(job.tryCount()).isEqualTo(1);
		assertThat(job.lastFailure().reason()).isEqualTo(FailureReason.NOT_RETRYABLE);
	}

	@Test
	void exceptionChoosesTheDelay() {
		JobId id = submit("later");
		Job job = this.application.await(id, JobStatus.COMPLETE);
		assertThat(job.tryCount()).isEqualTo(2);
		FailedAttempt first = this.application.failedJobs().attempts(id).get(0);
		assertThat(job.startedAt()).isAfterOrEqualTo(first.endedAt().plusMillis(700));
	}

	@Test
	void delayBeyondAllTimesIsAHundredYears() {
		JobId id = submit("never");
		Awaitility.await().until(() -> this.application.find(id).lastFailure() != null);
		Job job = this.application.find(id);
		assertThat(job.status()).isEqualTo(JobStatus.QUEUED);
		assertThat(job.dueAt()).isBetween(Instant.now().plus(36520, ChronoUnit.DAYS),
				Instant.now().plus(36530, ChronoUnit.DAYS));
		this.application.platform().cancel(id);
	}

	@Test
	void timeoutInterruptsTheAttemptAndIsRetried() {
		JobId id = this.application.platform().submit("maps", Map.of("hang", List.of()));
		Job job = this.application.await(id, JobStatus.FAILED);
		assertThat(job.tryCount()).isEqualTo(2);
		assertThat(this.application.failedJobs().attempts(id)).hasSize(2).allSatisfy((attempt) -> {
			assertThat(attempt.reason()).isEqualTo(FailureReason.TIMED_OUT);
			assertThat(attempt.stackTrace()).contains("Caused by: java.lang.InterruptedException");
		});
		assertThat(calls(id)).allSatisfy((call) -> assertThat(call.isStopRequested()).isTrue());
	}

	@Test
	void limitOfExecutorFailuresStopsSoonerThanTheMaximum() {
		assertThat(failed("fail").tryCount()).isEqualTo(3);
	}

	@Test
	void interruptFlagLeftBehindDisturbsNothing() {
		JobId id = submit("interrupt myself");
		this.application.await(id, JobStatus.COMPLETE);
		this.application.await(submit("succeed"), JobStatus.COMPLETE);
	}

	@Test
	void tryThatNoThreadIsAtAnyMoreIsSettledAndFollowedByAnother() {
		JobId id = this.application.platform()
			.submit("work", new Request("succeed", null), SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
		this.application.bean(JdbcClient.class)
			.sql("""
					update compute.jobs set status = 'in-progress', try_count = 1, started_at = now(), worker = ?,
					  message_due_at = null where id = ?""")
			.params(this.application.bean(WorkerLease.class).worker(), id.value())
			.update();
		assertThat(this.application.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(2);
		assertThat(this.application.failedJobs().attempts(id)).singleElement()
			.satisfies((attempt) -> assertThat(attempt.reason()).isEqualTo(FailureReason.WORKER_LOST));
	}

	@Test
	void errorIsAFailureLikeAnyOther() {
		assertThat(failed("exhaust the stack").lastFailure().exceptionClass())
			.isEqualTo(StackOverflowError.class.getName());
		assertThat(failed("exhaust the heap").lastFailure().exceptionClass())
			.isEqualTo(OutOfMemoryError.class.getName());
	}

	@Test
	void failureWhoseTextCanNotBeHadIsRecordedAllTheSame() {
		Job job = failed("throw a monster");
		assertThat(job.lastFailure().exceptionClass()).isEqualTo(Executors.Monster.class.getName());
		assertThat(job.lastFailure().message()).contains("its text can't be had");
	}

	@Test
	void textThatPostgresRefusesOrThatIsHugeIsRecordedAsFarAsItFits() {
		assertThat(failed("nul and half a character").lastFailure().message()).isEqualTo("a b?c");
		assertThat(failed("huge message").lastFailure().message()).hasSize(4000);
	}

	@Test
	void whatIsLoggedMeanwhileNamesTheJob() {
		Job job = failed("tell the context of logs");
		assertThat(job.lastFailure().message()).contains("jobId=" + job.id(), "jobQueue=work", "jobTry=1");
	}

	private Job failed(String action) {
		return this.application.await(submit(action), JobStatus.FAILED);
	}

	private JobId submit(String action) {
		return this.application.submit(new Request(action, LocalDate.of(2026, 11, 24)));
	}

	private static List<JobContext<?>> calls(JobId id) {
		return CALLS.stream().filter((call) -> call.id().equals(id)).toList();
	}

	record Request(String action, LocalDate date) {

	}

	@EnableAutoConfiguration
	static class Executors {

		@Bean
		@ForQueue("work")
		JobExecutor<Request> requests() {
			return (job) -> {
				CALLS.add(job);
				perform(job);
			};
		}

		@Bean
		@ForQueue("work")
		JobExecutor<String> texts() {
			return CALLS::add;
		}

		@Bean
		@ForQueue("maps")
		JobExecutor<Map<String, List<Long>>> maps() {
			return (job) -> {
				CALLS.add(job);
				if (job.payload().containsKey("hang")) {
					new CountDownLatch(1).await();
				}
			};
		}

		private static void perform(JobContext<Request> job) {
			switch (job.payload().action()) {
				case "succeed" -> {
				}
				case "fail" -> throw new IllegalStateException("always");
				case "fail once" -> failOnce(job, new IllegalStateException("once"));
				case "later" -> failOnce(job, new RetryLaterException(Duration.ofMillis(700), "busy"));
				case "never" -> throw new RetryLaterException(Duration.ofSeconds(Long.MAX_VALUE), "busy");
				case "not again" -> throw new NonRetryableJobException("no");
				case "interrupt myself" -> Thread.currentThread().interrupt();
				case "exhaust the stack" -> recurse(1);
				case "exhaust the heap" -> throw new OutOfMemoryError("as if");
				case "throw a monster" -> throw new Monster();
				case "nul and half a character" -> throw new IllegalStateException("a\0b\ud83dc");
				case "tell the context of logs" ->
					throw new NonRetryableJobException(MDC.getCopyOfContextMap().toString());
				case "huge message" -> throw new IllegalStateException("x".repeat(1_000_000));
				default -> throw new IllegalArgumentException(job.payload().action());
			}
		}

		private static void failOnce(JobContext<Request> job, RuntimeException failure) {
			if (job.tryNumber() == 1) {
				throw failure;
			}
		}

		private static int recurse(int depth) {
			return recurse(depth + 1) + 1;
		}

		static final class Monster extends RuntimeException {

			private static final long serialVersionUID = 1L;

			@Override
			public String getMessage() {
				throw new NoClassDefFoundError("not here");
			}

			@Override
			public synchronized Throwable getCause() {
				throw new IllegalStateException("nor this");
			}

		}

	}

}
