package io.computeplatform.internal.report;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.computeplatform.ChangeResult;
import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobContext;
import io.computeplatform.JobId;
import io.computeplatform.JobLogEntry;
import io.computeplatform.JobStackSample;
import io.computeplatform.JobStatus;
import io.computeplatform.NonRetryableJobException;
import io.computeplatform.Sensitive;
import io.computeplatform.SubmitOptions;
import io.computeplatform.failed.FailedAttempt;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.store.ShownJobs;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.slf4j.event.Level;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

/**
 * What an executor tells of its job, and where it can be read.
 */
@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class JobReportTests {

	private static final String HASTY = "hasty";

	private TestApplication application;

	@BeforeAll
	void start(TestEnvironment environment) {
		environment.queue(HASTY);
		this.application = TestApplication.start(environment, Script.Application.class,
				"compute.async.queues.work.concurrency=4", "compute.async.queues.hasty.timeout=300ms",
				"compute.async.queues.hasty.max-retries=0", "compute.async.max-result-size=1KB",
				"compute.async.max-log-lines=100", "compute.async.max-log-size=20KB",
				"compute.async.sample-after=300ms", "compute.async.worker.lease-renewal=200ms");
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void progressIsReadWhileTheJobRunsAndAfterItsEnd() {
		CountDownLatch seen = new CountDownLatch(1);
		JobId id = submit((job) -> {
			job.progress(3, 10);
			seen.await();
			job.progress(10, 10);
		});
		Awaitility.await().until(() -> this.application.find(id).progress().isPresent());
		Job running = this.application.find(id);
		assertThat(running.status()).isEqualTo(JobStatus.IN_PROGRESS);
		assertThat(running.progress()).hasValueSatisfying((progress) -> {
			assertThat(progress.done()).isEqualTo(3);
			assertThat(progress.total()).isEqualTo(10);
			assertThat(progress.tryNumber()).isEqualTo(1);
			assertThat(progress.updatedAt()).isBetween(running.startedAt(), running.startedAt().plusSeconds(10));
		});
		seen.countDown();
		assertThat(complete(id).progress()).hasValueSatisfying((progress) -> assertThat(progress.done()).isEqualTo(10));
	}

	@Test
	void progressOfARetryIsItsOwn() {
		JobId id = submit((job) -> {
			if (job.tryNumber() == 1) {
				job.progress(9, 10);
				throw new IllegalStateException("once");
			}
		});
		assertThat(complete(id).progress()).isEmpty();
		assertThat(attempts(id)).singleElement()
			.satisfies((attempt) -> assertThat(attempt.progress())
				.hasValueSatisfying((progress) -> assertThat(progress.done()).isEqualTo(9)));
	}

	@Test
	void resultIsReadAsJsonAndAsItsType() {
		Job job = complete(submit((context) -> {
			context.result("replaced");
			context.result(new Sum(3, "half a character \ud83d, none \0"));
		}));
		assertThat(job.result()).hasValueSatisfying((json) -> assertThat(json).startsWith("{\"amount\":3,"));
		assertThat(job.result(Sum.class)).contains(new Sum(3, "half a character \ud83d, none \0"));
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> job.result(Integer.class))
			.withMessageStartingWith(
					"Invalid type 'java.lang.Integer'. Allowed: a type as which the result can be read")
			.satisfies((ex) -> assertThat(ex).hasNoCause());
		assertThat(job.toString()).doesNotContain("half a character");
		assertThat(complete(submit((context) -> context.result(7))).result(int.class)).contains(7);
	}

	@Test
	void sensitiveFieldsOfAResultAreKnownWhereItIsShown() {
		Job secret = complete(submit((context) -> context.result(new Token("public", "secret"))));
		Job plain = complete(submit((context) -> context.result(Map.of("sum", 1))));
		assertThat(shownResult(secret)).isEqualTo("{\"owner\":\"public\",\"value\":\"***\"}");
		assertThat(shownResult(plain)).isEqualTo("{\"sum\":1}");
		assertThat(secret.result(Token.class)).contains(new Token("public", "secret"));
	}

	private @Nullable String shownResult(Job job) {
		ShownJobs.Shown shown = this.application.bean(ShownJobs.class).find(job.id().value()).orElseThrow();
		return this.application.bean(PayloadMask.class)
			.maskResult(job.queue(), job.type(), shown.result(), shown.resultHidden());
	}

	@Test
	void attemptThatReportsNothingHasNoRows() {
		Job job = complete(submit((context) -> {
		}));
		assertThat(job.progress()).isEmpty();
		assertThat(job.result()).isEmpty();
		assertThat(rows(job.id())).isZero();
	}

	@Test
	void resultOfAnAttemptThatFailsIsNotKept() {
		JobId id = submit((job) -> {
			job.result("of try " + job.tryNumber());
			throw new NonRetryableJobException("for good");
		});
		assertThat(this.application.await(id, JobStatus.FAILED).result()).isEmpty();
	}

	@Test
	void rerunRemovesTheResultAndAnExpiredJobKeepsIt() {
		SubmitOptions options = SubmitOptions.defaults().withId(new JobId(UUID.randomUUID()));
		CountDownLatch second = new CountDownLatch(1);
		Script script = Script.of((job) -> {
			if (job.tryNumber() == 1) {
				job.result("first");
				job.progress(1, 1);
			}
			else {
				second.await();
			}
		});
		JobId id = this.application.platform().submit("work", script, options);
		assertThat(complete(id).result(String.class)).contains("first");
		assertThat(this.application.platform().expire(id)).isEqualTo(ChangeResult.DONE);
		assertThat(this.application.find(id).result(String.class)).contains("first");

		this.application.platform().submit("work", script, options);
		assertThat(this.application.find(id).result()).isEmpty();
		assertThat(this.application.find(id).progress()).isEmpty();
		second.countDown();
		assertThat(complete(id).result()).isEmpty();
	}

	@Test
	void resultThatCanNotBeWrittenOrIsTooLargeIsRefusedAndTheOneBeforeStays() {
		CompletableFuture<List<Throwable>> refusals = new CompletableFuture<>();
		Job job = complete(submit((context) -> {
			context.result("kept");
			refusals.complete(List.of(catchThrowable(() -> context.result("x".repeat(2000))),
					catchThrowable(() -> context.result(null)), catchThrowable(() -> context.result(new Circle())),
					catchThrowable(() -> context.result((Runnable) () -> {
					}))));
		}));
		assertThat(job.result(String.class)).contains("kept");
		assertThat(refusals.join()).allSatisfy((refusal) -> assertThat(refusal).isInstanceOf(InvalidJobException.class)
			.hasMessageStartingWith("Invalid result"));
		assertThat(refusals.join().get(0)).hasMessageContaining("1024 bytes (compute.async.max-result-size)");
	}

	@Test
	void logIsReadInItsOrderWithTheAttemptOfEachLine() {
		JobId id = submit((job) -> {
			job.log(Level.INFO, "first line");
			job.log(Level.WARN, "second\nline");
			if (job.tryNumber() == 1) {
				throw new IllegalStateException("once");
			}
		});
		Job job = complete(id);
		List<JobLogEntry> log = this.application.platform().log(id);
		assertThat(log).extracting(JobLogEntry::tryNumber).containsExactly(1, 1, 2, 2);
		assertThat(log).extracting(JobLogEntry::text)
			.containsExactly("first line", "second\nline", "first line", "second\nline");
		assertThat(log).extracting(JobLogEntry::level).containsExactly(Level.INFO, Level.WARN, Level.INFO, Level.WARN);
		assertThat(log).extracting(JobLogEntry::at).isSorted();
		assertThat(log.get(3).at()).isBetween(job.startedAt(), job.finishedAt().plusSeconds(1));
		assertThat(log.get(3).worker()).isEqualTo(job.worker());
		assertThat(this.application.platform().log(id, 3)).extracting(JobLogEntry::text)
			.containsExactly("second\nline", "first line", "second\nline");
		assertThatExceptionOfType(InvalidJobException.class)
			.isThrownBy(() -> this.application.platform().log(id, 1001));
	}

	@Test
	void logOfTenThousandLinesHasTheFirstAndTheNewestAndSaysHowManyWereDropped() {
		CountDownLatch written = new CountDownLatch(1);
		JobId id = submit((job) -> {
			IntStream.range(0, 5000).forEach((line) -> job.log(Level.INFO, "line " + line));
			written.await();
			IntStream.range(5000, 10_000).forEach((line) -> job.log(Level.INFO, "line " + line));
		});
		Awaitility.await().until(() -> !this.application.platform().log(id).isEmpty());
		assertThat(texts(id)).hasSize(101).contains("line 49", "4900 lines were dropped", "line 4950", "line 4999");
		written.countDown();
		complete(id);
		assertThat(texts(id)).hasSize(101)
			.startsWith("line 0")
			.containsSequence("line 49", "9900 lines were dropped", "line 9950")
			.endsWith("line 9999");
		assertThat(this.application.platform().log(id, 20)).hasSize(20)
			.extracting(JobLogEntry::text)
			.startsWith("line 9980");
		assertThat(rows(id)).isEqualTo(100);
	}

	@Test
	void logIsLimitedInBytesToo() {
		JobId id = submit((job) -> IntStream.range(0, 30)
			.forEach((line) -> job.log(Level.INFO, line + " " + "\u20ac".repeat(1000))));
		complete(id);
		List<JobLogEntry> log = this.application.platform().log(id);
		assertThat(log.stream().mapToInt((line) -> line.text().getBytes().length).sum()).isBetween(15_000, 20 * 1024);
		assertThat(log).anySatisfy((line) -> assertThat(line.text()).isEqualTo("24 lines were dropped"));
		assertThat(log.get(log.size() - 1).text()).startsWith("29 ");
	}

	@Test
	void textThatPostgresRefusesOrThatIsHugeIsKeptAsFarAsItFits() {
		JobId id = submit((job) -> {
			job.log(Level.ERROR, "a\0b\ud83dc'; drop table compute.jobs; --");
			job.log(Level.DEBUG, "x".repeat(1_000_000));
			job.log(Level.TRACE, "");
		});
		complete(id);
		assertThat(texts(id)).containsExactly("a b?c'; drop table compute.jobs; --", "x".repeat(4000), "");
	}

	@Test
	void argumentsThatSayNothingAreRefused() {
		CompletableFuture<List<Throwable>> refusals = new CompletableFuture<>();
		complete(submit((job) -> refusals.complete(List.of(catchThrowable(() -> job.progress(-1, 0)),
				catchThrowable(() -> job.progress(0, Long.MIN_VALUE)), catchThrowable(() -> job.log(null, "text")),
				catchThrowable(() -> job.log(Level.INFO, null))))));
		assertThat(refusals.join()).allSatisfy((refusal) -> assertThat(refusal).isInstanceOf(InvalidJobException.class))
			.first()
			.satisfies((refusal) -> assertThat(refusal).hasMessage("Invalid done '-1'. Allowed: 0 or more"));
	}

	@Test
	void whatIsReportedAfterTheEndOfTheAttemptHasNoEffect() {
		CompletableFuture<JobContext<Script>> leaked = new CompletableFuture<>();
		Job job = complete(submit((context) -> {
			context.result("kept");
			leaked.complete(context);
		}));
		leaked.join().result("late");
		leaked.join().progress(1, 2);
		leaked.join().log(Level.INFO, "late");
		// Written with the next one, if it had an effect.
		complete(submit((context) -> context.log(Level.INFO, "another")));
		assertThat(this.application.find(job.id()).result(String.class)).contains("kept");
		assertThat(rows(job.id())).isZero();
	}

	@Test
	void whatAJobHasReportedIsDeletedWithIt() {
		JobId id = submit((job) -> {
			job.progress(1, 2);
			job.log(Level.INFO, "line");
		});
		complete(id);
		assertThat(rows(id)).isEqualTo(2);
		assertThat(this.application.platform().delete(id)).isEqualTo(ChangeResult.DONE);
		assertThat(rows(id)).isZero();
	}

	@Test
	void jobWhoseRowIsLockedHoldsUpTheReportsOfNoOther() {
		CountDownLatch go = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch started = new CountDownLatch(2);
		Script.Code code = (job) -> {
			started.countDown();
			go.await();
			job.progress(1, 2);
			job.log(Level.INFO, "line");
			end.await();
		};
		JobId locked = submit(code);
		JobId other = submit(code);
		await(started);
		new TransactionTemplate(this.application.bean(PlatformTransactionManager.class))
			.executeWithoutResult((status) -> {
				this.application.bean(JdbcClient.class)
					.sql("select id from compute.jobs where id = ? for update")
					.param(locked.value())
					.query(UUID.class)
					.single();
				go.countDown();
				Awaitility.await().until(() -> this.application.find(other).progress().isPresent());
				assertThat(this.application.find(locked).progress()).isEmpty();
			});
		Awaitility.await().until(() -> this.application.find(locked).progress().isPresent());
		assertThat(texts(locked)).containsExactly("line");
		end.countDown();
		complete(locked);
	}

	@Test
	void reportThatTheDatabaseRefusesHoldsUpNoOutcomeAndNoOtherReport() {
		JdbcClient jdbc = this.application.bean(JdbcClient.class);
		jdbc.sql("""
				create function public.refuse() returns trigger language plpgsql as $$ begin
				  if new.text = 'refused' then raise exception 'on purpose'; end if;
				  return new;
				end $$""").update();
		jdbc.sql("""
				create trigger refuse before insert on compute.attempt_log
				for each row execute function public.refuse()""").update();
		try {
			CountDownLatch go = new CountDownLatch(1);
			CountDownLatch end = new CountDownLatch(1);
			JobId refused = submit((job) -> {
				go.await();
				job.log(Level.INFO, "refused");
				job.result(1);
				end.await();
			});
			JobId other = submit((job) -> {
				job.log(Level.INFO, "accepted");
				go.countDown();
				end.await();
			});
			await(go);
			Awaitility.await().until(() -> texts(other).equals(List.of("accepted")));
			end.countDown();
			assertThat(complete(refused).result(Integer.class)).contains(1);
			complete(other);
			assertThat(texts(refused)).isEmpty();
		}
		finally {
			jdbc.sql("drop trigger refuse on compute.attempt_log").update();
			jdbc.sql("drop function public.refuse()").update();
		}
	}

	@Test
	void liveStackOfARunningJobIsRead() {
		CountDownLatch seen = new CountDownLatch(1);
		JobId id = submit((job) -> waitForTheOtherSide(seen));
		Awaitility.await().until(() -> this.application.platform().stackSample(id).isPresent());
		JobStackSample sample = this.application.platform().stackSample(id).orElseThrow();
		assertThat(sample.stackTrace()).startsWith("\"job-work-")
			.contains("WAITING", "JobReportTests.waitForTheOtherSide")
			.doesNotContain("JobExecution", "JobMessageListener");
		assertThat(sample.tryNumber()).isEqualTo(1);
		Awaitility.await()
			.until(() -> this.application.platform().stackSample(id).orElseThrow().at().isAfter(sample.at()));
		assertThat(this.application.find(id).progress()).isEmpty();
		seen.countDown();
		complete(id);
	}

	@Test
	void stackOfAVirtualThreadIsReadWhereThereAreAny(TestEnvironment environment) throws Exception {
		String queue = "virtual";
		environment.queue(queue);
		CountDownLatch seen = new CountDownLatch(1);
		try (TestApplication virtual = TestApplication.start(environment, Script.Application.class,
				"spring.threads.virtual.enabled=true", "compute.async.queues.virtual.concurrency=1",
				"compute.async.sample-after=0s", "compute.async.worker.lease-renewal=200ms")) {
			JobId id = virtual.platform().submit(queue, Script.of((job) -> waitForTheOtherSide(seen)));
			Awaitility.await()
				.until(() -> virtual.platform()
					.stackSample(id)
					.filter((sample) -> sample.stackTrace().contains("JobReportTests.waitForTheOtherSide"))
					.isPresent());
			seen.countDown();
			assertThat(virtual.platform().awaitResult(id, Duration.ofMinutes(1))).isPresent();
		}
	}

	private static void waitForTheOtherSide(CountDownLatch latch) throws InterruptedException {
		latch.await();
	}

	@Test
	void attemptThatTimesOutKeepsWhereItHung() {
		JobId id = this.application.platform().submit(HASTY, Script.of((job) -> {
			job.progress(7, 9);
			try {
				new CountDownLatch(1).await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException("tells nothing");
			}
		}));
		this.application.await(id, JobStatus.FAILED);
		assertThat(attempts(id)).singleElement().satisfies((attempt) -> {
			assertThat(attempt.reason()).isEqualTo(FailureReason.TIMED_OUT);
			assertThat(attempt.stackSample())
				.hasValueSatisfying((sample) -> assertThat(sample.stackTrace()).contains("CountDownLatch.await"));
			assertThat(attempt.progress()).hasValueSatisfying((progress) -> assertThat(progress.done()).isEqualTo(7));
		});
	}

	@Test
	void cancelledAttemptKeepsWhatItReported() {
		JobId id = submit((job) -> {
			job.log(Level.INFO, "before the cancel");
			job.result("none");
			new CountDownLatch(1).await();
		});
		Awaitility.await().until(() -> !texts(id).isEmpty());
		this.application.platform().cancel(id);
		assertThat(this.application.await(id, JobStatus.CANCELLED).result()).isEmpty();
		assertThat(texts(id)).containsExactly("before the cancel");
		assertThat(attempts(id).get(0).stackSample()).isPresent();
	}

	private JobId submit(Script.Code code) {
		return this.application.submit(Script.of(code));
	}

	private Job complete(JobId id) {
		return this.application.await(id, JobStatus.COMPLETE);
	}

	private List<FailedAttempt> attempts(JobId id) {
		return this.application.failedJobs().attempts(id);
	}

	private List<String> texts(JobId id) {
		return this.application.platform().log(id).stream().map(JobLogEntry::text).toList();
	}

	private int rows(JobId id) {
		return this.application.bean(JdbcClient.class)
			.sql("""
					select (select count(*) from compute.attempt_progress where job_id = :id)
					  + (select count(*) from compute.attempt_log where job_id = :id)""")
			.param("id", id.value())
			.query(Integer.class)
			.single();
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	record Sum(int amount, String text) {

	}

	record Token(String owner, @Sensitive String value) {

	}

	static class Circle {

		public Map<String, Object> getSelf() {
			return Map.of("circle", this);
		}

	}

}
