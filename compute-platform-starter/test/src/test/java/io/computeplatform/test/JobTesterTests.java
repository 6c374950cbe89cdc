package io.computeplatform.test;

import java.time.Duration;
import java.util.List;

import io.computeplatform.AsyncPlatform;
import io.computeplatform.ChangeResult;
import io.computeplatform.DeadLetter;
import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import io.computeplatform.JobLogEntry;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.control.QueueControl;
import io.computeplatform.failed.FailedAttempt;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.test.WorkApplication.WorkExecutor;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Running jobs with {@link JobTester}.
 */
@SpringBootTest(classes = WorkApplication.class)
@AutoConfigureJobTester
class JobTesterTests {

	@Autowired
	private AsyncPlatform platform;

	@Autowired
	private JobTester jobs;

	@Autowired
	private WorkExecutor executor;

	@BeforeEach
	void clear() {
		this.jobs.clear();
		this.executor.clear();
	}

	private JobId submit(Work work) {
		return this.platform.submit("work", work);
	}

	@Test
	void nothingRunsByItself() {
		JobId id = submit(Work.succeed(1));
		assertThat(this.jobs).hasStatus(id, JobStatus.QUEUED);
		assertThat(this.executor.done()).isEmpty();
	}

	@Test
	void dueJobsRunInOrderOnTheThreadOfTheTest() {
		List<JobId> ids = List.of(submit(Work.succeed(1)), this.platform.submit("other", Work.succeed(2)),
				submit(Work.succeed(3)));

		List<JobRun> runs = this.jobs.runDue();

		assertThat(runs).extracting(JobRun::id).isEqualTo(ids);
		assertThat(runs).allSatisfy((run) -> {
			assertThat(run.status()).isEqualTo(JobStatus.COMPLETE);
			assertThat(run.tryNumber()).isEqualTo(1);
			assertThat(run.failure()).isNull();
		});
		String thread = " on " + Thread.currentThread().getName();
		assertThat(this.executor.done()).containsExactly("succeed 1" + thread, "succeed 2" + thread,
				"succeed 3" + thread);
	}

	@Test
	void queueRunsAlone() {
		JobId work = submit(Work.succeed(1));
		JobId other = this.platform.submit("other", Work.succeed(2));
		assertThat(this.jobs.runDue("other")).extracting(JobRun::id).containsExactly(other);
		assertThat(this.jobs).hasStatus(work, JobStatus.QUEUED);
		assertThatExceptionOfType(InvalidJobException.class).isThrownBy(() -> this.jobs.runDue("unknown"))
			.withMessageContaining("[other, work]");
	}

	@Test
	void runShowsWhatTheExecutorReported() throws Exception {
		JobRun run = this.jobs.run(submit(Work.report(7)));
		assertThat(run.job().result(Integer.class)).contains(7);
		assertThat(run.job().progress()).hasValueSatisfying((progress) -> assertThat(progress.done()).isEqualTo(7));
		assertThat(this.platform.log(run.id())).extracting(JobLogEntry::text).containsExactly("reported");
		assertThat(this.platform.awaitResult(run.id(), Duration.ZERO).orElseThrow().result(Integer.class)).contains(7);
		assertThat(this.jobs.jobs("work")).singleElement()
			.satisfies((job) -> assertThat(job.result(Integer.class)).contains(7));
	}

	@Test
	void failedAttemptIsReturnedWithWhatWasThrown() {
		JobId id = submit(Work.fail());
		JobRun run = this.jobs.run(id);
		assertThat(run.status()).isEqualTo(JobStatus.QUEUED);
		assertThat(run.failure()).isInstanceOf(UnsupportedOperationException.class).hasMessage("Failed on purpose");
		assertThat(run.job().lastFailure()).extracting(JobFailure::exceptionClass)
			.isEqualTo(UnsupportedOperationException.class.getName());
	}

	@Test
	void retryIsDueOnceItsWaitIsOver() {
		JobId id = submit(Work.failBefore(3));
		this.jobs.runDue();
		assertThat(this.jobs.runDue()).isEmpty();
		assertThat(this.jobs).enqueued("work").dueLater().times(1);

		this.jobs.advance(Duration.ofMinutes(1));
		assertThat(this.jobs.runDue()).hasSize(1);
		assertThat(this.jobs).hasStatus(id, JobStatus.QUEUED);

		this.jobs.advance(Duration.ofMinutes(1));
		assertThat(this.jobs.runUntilIdle()).singleElement().extracting(JobRun::tryNumber).isEqualTo(3);
		assertThat(this.jobs).hasCompleted(id);
	}

	@Test
	void jobThatFailsForGoodIsSeenByAdministrators(@Autowired FailedJobRepository repository,
			@Autowired FailedJobService service) {
		JobId id = this.platform.submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(1));
		this.jobs.runDue();
		this.jobs.advance(Duration.ofMinutes(1));
		this.jobs.runDue();

		assertThat(this.jobs).hasFailed(id).hasFailed(id, UnsupportedOperationException.class);
		assertThat(repository.attempts(id)).extracting(FailedAttempt::tryNumber).containsExactly(1, 2);

		assertThat(service.retry(id)).isEqualTo(ChangeResult.DONE);
		assertThat(this.jobs).enqueued("work").dueNow();
	}

	@Test
	void deadLetterIsReadFromTheRow() {
		JobId id = this.platform.submit("work", Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
		this.jobs.runDue();
		assertThat(this.platform.deadLetters("work", 10)).extracting(DeadLetter::jobId).containsExactly(id);
		assertThat(this.platform.nextDeadLetter("work", (letter) -> false)).isEmpty();
		assertThat(this.platform.nextDeadLetter((letter) -> true)).get()
			.extracting(DeadLetter::exceptionClass)
			.isEqualTo(UnsupportedOperationException.class.getName());
		assertThat(this.platform.deadLetters("work", 10)).isEmpty();
	}

	@Test
	void jobsThatJobsSubmitRunUntilNothingIsDue() {
		submit(Work.submit(3));
		assertThat(this.jobs.runDue()).hasSize(1);
		assertThat(this.jobs.runUntilIdle()).hasSize(3);
		assertThat(this.jobs).nothingEnqueued();
	}

	@Test
	void jobsThatSubmitEachOtherWithoutEndAreNamed() {
		submit(Work.submit(1_000_000));
		assertThatIllegalStateException().isThrownBy(() -> this.jobs.runUntilIdle(5))
			.withMessageStartingWith("After 5 runs there are still jobs due. Do they submit each other?")
			.withMessageContaining("\"number\":999995");
		assertThat(this.executor.done()).hasSize(5);
	}

	@Test
	void jobRunsBeforeItsTimeIfToldSo() {
		JobId id = this.platform.submit("work", Work.succeed(1),
				SubmitOptions.defaults().withDelay(Duration.ofDays(365)));
		assertThat(this.jobs.runDue()).isEmpty();
		assertThat(this.jobs.run(id).status()).isEqualTo(JobStatus.COMPLETE);
		assertThatIllegalStateException().isThrownBy(() -> this.jobs.run(id))
			.withMessageContaining("Only a queued job can be run")
			.withMessageContaining("complete");
		assertThatIllegalStateException()
			.isThrownBy(() -> this.jobs.run(JobId.of("0190163d-8694-739b-aea5-966c26f8ad91")))
			.withMessageContaining("There is no job 0190163d-8694-739b-aea5-966c26f8ad91. There are:")
			.withMessageContaining(id.toString());
	}

	@Test
	void timePassesForEveryTimeThatIsRecorded() {
		JobId done = submit(Work.failBefore(2));
		this.jobs.run(done);
		this.jobs.run(done);
		Job before = this.platform.find(done).orElseThrow();
		Duration time = Duration.ofDays(3).plusMillis(1);

		this.jobs.advance(time);

		Job after = this.platform.find(done).orElseThrow();
		assertThat(after.createdAt()).isEqualTo(before.createdAt().minus(time));
		assertThat(after.finishedAt()).isEqualTo(before.finishedAt().minus(time));
		assertThat(after.lastFailure().at()).isEqualTo(before.lastFailure().at().minus(time));
		assertThatIllegalArgumentException().isThrownBy(() -> this.jobs.advance(Duration.ZERO));
	}

	@Test
	void pausedQueueRunsNothingUntilItIsResumed(@Autowired QueueControl control) {
		JobId id = submit(Work.succeed(1));
		control.pause("work", "Maintenance");
		assertThat(this.jobs.runDue()).isEmpty();
		control.resume("work");
		this.jobs.runDue();
		assertThat(this.jobs).hasCompleted(id);
	}

	@Test
	void cancelledJobDoesNotRun() {
		JobId id = submit(Work.succeed(1));
		this.platform.cancel(id);
		assertThat(this.jobs.runDue()).isEmpty();
		assertThat(this.jobs).hasStatus(id, JobStatus.CANCELLED);
	}

	@Test
	void executorHasItsOwnTransactions() {
		this.jobs.run(submit(Work.noteInTransactionAndFail()));
		assertThat(this.executor.notes()).isZero();
		this.jobs.run(submit(Work.noteAndFail()));
		assertThat(this.executor.notes()).isEqualTo(1);
		assertThat(this.jobs.run(submit(Work.swallowFailure())).status()).isEqualTo(JobStatus.COMPLETE);
	}

	@Test
	void nothingOfTheTesterIsLeftBehind(@Autowired JdbcClient jdbc) {
		this.jobs.run(submit(Work.fail()));
		assertThat(jdbc.sql("SELECT count(*) FROM compute.workers").query(Integer.class).single()).isZero();
	}

	@Nested
	class Assertions {

		@Test
		void payloadIsFoundWhereverItIs() {
			submit(Work.succeed(1));
			submit(Work.succeed(2));
			JobTesterTests.this.platform.submit("work", Work.succeed(2),
					SubmitOptions.defaults().withDelay(Duration.ofHours(1)));
			assertThat(JobTesterTests.this.jobs).enqueued("work").times(3);
			assertThat(JobTesterTests.this.jobs).enqueued("work")
				.withPayload(Work.succeed(2))
				.times(2)
				.dueNow()
				.times(1);
			assertThat(JobTesterTests.this.jobs).enqueued("work")
				.withPayloadMatching(Work.class, (work) -> work.number() == 1)
				.times(1);
			assertThat(JobTesterTests.this.jobs).nothingEnqueued("other");
			assertThat(JobTesterTests.this.jobs.jobs("work")).hasSize(3)
				.first()
				.extracting((job) -> JobTesterTests.this.jobs.payload(job, Work.class))
				.isEqualTo(Work.succeed(1));
		}

		@Test
		void whatIsMissingIsToldWithWhatIsThere() {
			JobId id = submit(Work.fail());
			JobTesterTests.this.jobs.run(id);
			assertThatFailure(() -> assertThat(JobTesterTests.this.jobs).enqueued("other"))
				.hasMessageStartingWith("Expected a job to be enqueued in queue 'other'. Enqueued are:")
				.hasMessageContaining(
						"work: Work {\"action\":\"fail-before\",\"number\":2147483647}, queued, due in PT")
				.hasMessageContaining("try 1 of 4, last failure java.lang.UnsupportedOperationException: "
						+ "Failed on purpose, id " + id);
			assertThatFailure(
					() -> assertThat(JobTesterTests.this.jobs).enqueued("work").withPayload(Work.succeed(1)).dueNow())
				.hasMessageStartingWith("Expected a job to be enqueued in queue 'work', with payload "
						+ "Work[action=succeed, number=1]. Enqueued are:");
			assertThatFailure(() -> assertThat(JobTesterTests.this.jobs).enqueued("work").times(2))
				.hasMessageStartingWith("Expected 2 jobs in queue 'work', but there are 1.");
			assertThatFailure(() -> assertThat(JobTesterTests.this.jobs).nothingEnqueued())
				.hasMessageStartingWith("Expected nothing to be enqueued in any queue. Enqueued are:");
			assertThatFailure(() -> assertThat(JobTesterTests.this.jobs).hasFailed(id))
				.hasMessageStartingWith("Expected the job to be failed, but it is:")
				.hasMessageContaining("queued, due in PT");
		}

		@Test
		void jobThatIsNotThereIsTold() {
			JobId unknown = JobId.of("0190163d-8694-739b-aea5-966c26f8ad91");
			assertThatFailure(() -> assertThat(JobTesterTests.this.jobs).hasCompleted(unknown))
				.hasMessage("Expected job %s to be complete, but there is no such job. There are:%n  (none)"
					.formatted(unknown));
		}

		@Test
		void failureOfAnotherKindIsTold() {
			JobId id = JobTesterTests.this.platform.submit("work", Work.fail(),
					SubmitOptions.defaults().withMaxRetries(0));
			JobTesterTests.this.jobs.run(id);
			assertThatFailure(() -> assertThat(JobTesterTests.this.jobs).hasFailed(id, IllegalStateException.class))
				.hasMessageStartingWith("Expected the job to have failed with java.lang.IllegalStateException")
				.hasMessageContaining("java.lang.UnsupportedOperationException: Failed on purpose");
		}

		private static AbstractThrowableAssert<?, ?> assertThatFailure(ThrowingCallable code) {
			return assertThatThrownBy(code).isInstanceOf(AssertionError.class);
		}

	}

}
