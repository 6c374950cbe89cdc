package io.computeplatform.internal.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.computeplatform.FailureReason;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.worker.ActionMain.Named;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@Tag("engine")
@WithTestEnvironment
class StoppedByJobTests {

	private static final String NO_WORKER = "compute.async.worker.enabled=false";

	private final TestEnvironment environment;

	StoppedByJobTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@BeforeEach
	void registerActions() {
		ActionMain.ACTIONS.put("sleep", (job) -> TimeUnit.MINUTES.sleep(10));
	}

	@Test
	void jobThatExitsItsProcessEachTimeFailsForGood() {
		try (TestApplication submitter = TestApplication.start(this.environment, ActionMain.class, NO_WORKER,
				"compute.async.max-retries=1")) {
			JobId id = submitter.submit(new Named("exit"));
			for (int start = 1; start <= 2; start++) {
				try (JavaProcess process = JavaProcess.start(ActionMain.class,
						TestApplication.settings(this.environment))) {
					assertThat(process.exitValue(Duration.ofMinutes(3))).isEqualTo(7);
				}
			}
			Job job = submitter.await(id, JobStatus.FAILED);
			assertThat(job.tryCount()).isEqualTo(2);
			assertThat(submitter.failedJobs().attempts(id)).hasSize(2)
				.allSatisfy((attempt) -> assertThat(attempt.reason()).isEqualTo(FailureReason.EXECUTOR_FAILED))
				.allSatisfy((attempt) -> assertThat(attempt.stackTrace()).contains("java.lang.Runtime.exit"));
		}
	}

	@Test
	void jobThatClosesItsApplicationHasFailed() {
		try (TestApplication submitter = TestApplication.start(this.environment, ActionMain.class, NO_WORKER,
				"compute.async.max-retries=0");
				TestApplication worker = TestApplication.start(this.environment, ActionMain.class)) {
			ActionMain.ACTIONS.put("close", (job) -> worker.context().close());
			JobId id = submitter.submit(new Named("close"));
			assertThat(submitter.await(id, JobStatus.FAILED).lastFailure())
				.satisfies((failure) -> assertThat(failure.message()).contains("closed the application"));
			await().until(() -> !worker.context().isActive());
		}
	}

	@Test
	void jobThatIsGivenBackTooOftenUsesUpItsTries() {
		try (TestApplication submitter = TestApplication.start(this.environment, ActionMain.class, NO_WORKER,
				"compute.async.max-retries=0")) {
			JobId id = submitter.submit(new Named("sleep"));
			for (int start = 1; start <= 3; start++) {
				try (TestApplication worker = TestApplication.start(this.environment, ActionMain.class,
						"compute.async.max-releases=2", "compute.async.worker.shutdown-grace=0s")) {
					worker.await(id, JobStatus.IN_PROGRESS);
				}
			}
			Job job = submitter.await(id, JobStatus.FAILED);
			assertThat(job.lastFailure()).satisfies((failure) -> {
				assertThat(failure.reason()).isEqualTo(FailureReason.WORKER_LOST);
				assertThat(failure.message()).contains("released 2 times");
			});
		}
	}

}
