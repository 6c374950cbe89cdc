package io.computeplatform.faults;

import java.time.Duration;
import java.util.Map;

import io.computeplatform.DeadLetter;
import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.failed.FailedAttempt;
import io.computeplatform.faults.FaultMain.Gated;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.RequiresRabbitMq;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

@Tag("chaos")
@WithTestEnvironment
class WorkerLossTests {

	private static final String NO_WORKER = "compute.async.worker.enabled=false";

	private final TestEnvironment environment;

	private final Journal journal;

	WorkerLossTests(TestEnvironment environment) {
		this.environment = environment;
		this.journal = Journal.open(environment);
	}

	@Test
	void jobOfKilledWorkerIsTriedAgainElsewhere() {
		FaultMain.closeGate(this.environment);
		try (TestApplication submitter = TestApplication.start(this.environment, FaultMain.class, NO_WORKER);
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id;
			try (JavaProcess worker = startWorker()) {
				id = submitter.submit(new Gated(0));
				eventually("Start").until(() -> this.journal.starts(id).size() == 1);
				worker.kill9();
			}
			FaultMain.openGate(this.environment);
			try (TestApplication other = TestApplication.start(this.environment, FaultMain.class)) {
				assertThat(other.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(2);
			}
			assertThat(this.journal.starts(id)).containsExactly(1, 2);
			assertThat(this.journal.returns(id)).containsExactly(2);
			assertThat(outside.outcomes(id)).containsExactly("worker-lost");
		}
	}

	@Test
	void jobThatKillsItsWorkerEachTimeEndsInTheDeadLetterQueue() {
		jobThatKillsItsWorker("compute.async.max-retries=1", 2);
	}

	@Test
	void lostAttemptHasTheVersionThatItsWorkerRan() {
		try (TestApplication application = TestApplication.start(this.environment, NO_WORKER,
				"compute.async.max-retries=0", "compute.async.version=1.8.3")) {
			JobId id = application.submit(Work.haltBefore(100));
			Map<String, String> settings = TestApplication.settings(this.environment);
			settings.put("compute.async.version", "1.8.2");
			try (JavaProcess worker = ExternalObserver.startJvm(FaultMain.class, settings)) {
				assertThat(worker.exitValue(Duration.ofSeconds(60))).isEqualTo(137);
			}
			application.await(id, JobStatus.FAILED);
			assertThat(application.failedJobs().attempts(id)).extracting(FailedAttempt::reason, FailedAttempt::version)
				.containsExactly(tuple(FailureReason.WORKER_LOST, "1.8.2"));
			eventually("Letter").until(
					() -> application.platform().nextDeadLetter(TestApplication.QUEUE, (letter) -> true).isPresent());
		}
	}

	@Test
	void maxWorkerLossesStopsJobThatKillsItsWorkerSooner() {
		jobThatKillsItsWorker("compute.async.max-worker-losses=1", 1);
	}

	private void jobThatKillsItsWorker(String limit, int tries) {
		try (TestApplication application = TestApplication.start(this.environment, NO_WORKER, limit);
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id = application.submit(Work.haltBefore(100));
			for (int i = 1; i <= tries; i++) {
				try (JavaProcess worker = startWorker()) {
					assertThat(worker.exitValue(Duration.ofSeconds(60))).isEqualTo(137);
				}
				int losses = i;
				eventually("Loss").until(() -> outside.outcomes(id).size() == losses);
			}
			assertThat(application.await(id, JobStatus.FAILED).tryCount()).isEqualTo(tries);
			assertThat(this.journal.starts(id)).hasSize(tries).doesNotHaveDuplicates();
			assertThat(outside.outcomes(id)).hasSize(tries).containsOnly("worker-lost");
			eventually("Letter to be confirmed").until(() -> outside.row(id).get("message_due_at") == null);
			DeadLetter letter = application.platform()
				.nextDeadLetter(TestApplication.QUEUE, (candidate) -> true)
				.orElseThrow();
			assertThat(letter.jobId()).isEqualTo(id);
			assertThat(letter.reason()).isEqualTo(FailureReason.WORKER_LOST);
			assertThat(letter.tryCount()).isEqualTo(tries);
		}
	}

	@Test
	// Other brokers count what is delivered and not acknowledged as waiting.
	@RequiresRabbitMq
	void workerWithLapsedLeaseChangesNothingAndContinuesUnderNewName() {
		FaultMain.closeGate(this.environment);
		try (JavaProcess worker = startWorker(); ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id;
			Map<String, String> lost;
			try (TestApplication submitter = TestApplication.start(this.environment, FaultMain.class, NO_WORKER)) {
				id = submitter.platform()
					.submit(TestApplication.QUEUE, new Gated(0), SubmitOptions.defaults().withMaxRetries(1));
				eventually("Start").until(() -> this.journal.starts(id).size() == 1);
				lost = outside.row(id);
				worker.sigstop();
				eventually("Loss").until(() -> outside.outcomes(id).contains("worker-lost"));
			}
			FaultMain.openGate(this.environment);
			try (TestApplication other = TestApplication.start(this.environment, FaultMain.class)) {
				other.await(id, JobStatus.COMPLETE);
			}
			Map<String, String> before = outside.row(id);
			worker.sigcont();
			worker.awaitLine("Late outcome 'success' of attempt 1 of job " + id, Duration.ofSeconds(60));

			assertThat(outside.row(id)).isEqualTo(before);
			assertThat(this.journal.starts(id)).containsExactly(1, 2);
			assertThat(outside.outcomes(id)).containsExactly("worker-lost");
			try (TestApplication submitter = TestApplication.start(this.environment, NO_WORKER)) {
				JobId next = submitter.submit(Work.succeed());
				submitter.await(next, JobStatus.COMPLETE);
				assertThat(outside.row(next).get("worker")).startsWith(worker.pid() + "@")
					.isNotEqualTo(lost.get("worker"));
			}
			assertThat(this.journal.doubleStarts()).isEmpty();
		}
	}

	private JavaProcess startWorker() {
		return ExternalObserver.startJvm(FaultMain.class, TestApplication.settings(this.environment));
	}

}
