package io.computeplatform.internal.submission;

import java.time.Duration;
import java.util.UUID;

import io.computeplatform.ChangeResult;
import io.computeplatform.FailureReason;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.testing.Journal;
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

import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
@TestInstance(Lifecycle.PER_CLASS)
class CancelAndDeleteTests {

	private TestApplication application;

	private Journal journal;

	@BeforeAll
	void start(TestEnvironment environment) {
		this.application = TestApplication.start(environment);
		this.journal = Journal.open(environment);
	}

	@AfterAll
	void stop() {
		this.application.close();
	}

	@Test
	void queuedJobThatIsCancelledNeverRuns() {
		JobId id = this.application.platform()
			.submit("work", Work.succeed(), SubmitOptions.defaults().withDelay(Duration.ofMillis(500)));
		assertThat(this.application.platform().cancel(id)).isEqualTo(ChangeResult.DONE);
		assertThat(this.application.find(id).status()).isEqualTo(JobStatus.CANCELLED);
		assertThat(this.application.platform().cancel(id)).isEqualTo(ChangeResult.REFUSED);
		JobId later = this.application.platform()
			.submit("work", Work.succeed(), SubmitOptions.defaults().withDelay(Duration.ofMillis(600)));
		this.application.await(later, JobStatus.COMPLETE);
		assertThat(this.journal.starts(id)).isEmpty();
	}

	@Test
	void runningJobThatIsCancelledIsInterrupted() {
		JobId id = this.application.submit(Work.take(60_000));
		this.application.await(id, JobStatus.IN_PROGRESS);
		assertThat(this.application.platform().cancel(id)).isEqualTo(ChangeResult.STOP_REQUESTED);
		Job job = this.application.await(id, JobStatus.CANCELLED);
		assertThat(job.tryCount()).isEqualTo(1);
		assertThat(this.journal.returns(id)).isEmpty();
		assertThat(this.application.failedJobs().attempts(id)).singleElement()
			.satisfies((attempt) -> assertThat(attempt.reason()).isEqualTo(FailureReason.CANCELLED));
	}

	@Test
	void runningJobThatDoesNotHeedIsCancelledAllTheSame() {
		JobId id = this.application.submit(Work.takeUnheeding(5_000));
		this.application.await(id, JobStatus.IN_PROGRESS);
		assertThat(this.application.platform().cancel(id).isAccepted()).isTrue();
		this.application.await(id, JobStatus.CANCELLED);
		assertThat(this.journal.returns(id)).isEmpty();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !this.journal.returns(id).isEmpty());
		assertThat(this.application.find(id).status()).isEqualTo(JobStatus.CANCELLED);
	}

	@Test
	void finishedOrUnknownJobIsNotCancelled() {
		JobId id = this.application.submit(Work.succeed());
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.application.platform().cancel(id)).isEqualTo(ChangeResult.REFUSED);
		assertThat(this.application.find(id).status()).isEqualTo(JobStatus.COMPLETE);
		assertThat(this.application.platform().cancel(new JobId(UUID.randomUUID()))).isEqualTo(ChangeResult.NOT_FOUND);
	}

	@Test
	void onlyFinishedJobsAreDeleted() {
		JobId id = this.application.submit(Work.take(1000));
		assertThat(this.application.platform().delete(id)).isEqualTo(ChangeResult.REFUSED);
		this.application.await(id, JobStatus.IN_PROGRESS);
		assertThat(this.application.platform().delete(id)).isEqualTo(ChangeResult.REFUSED);
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.application.platform().delete(id)).isEqualTo(ChangeResult.DONE);
		assertThat(this.application.platform().find(id)).isEmpty();
		assertThat(this.application.platform().delete(id)).isEqualTo(ChangeResult.NOT_FOUND);
	}

	@Test
	void idOfDeletedJobMayBeSubmittedAgain() {
		JobId id = new JobId(UUID.randomUUID());
		SubmitOptions options = SubmitOptions.defaults().withId(id);
		this.application.platform().submit("work", Work.succeed(), options);
		this.application.await(id, JobStatus.COMPLETE);
		this.application.platform().delete(id);
		this.application.platform().submit("work", Work.succeed(), options);
		this.application.await(id, JobStatus.COMPLETE);
		assertThat(this.journal.starts(id)).containsExactly(1, 1);
	}

}
