package io.computeplatform.faults;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.event.JobCompleted;
import io.computeplatform.faults.FaultMain.Gated;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.context.ApplicationListener;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
class ShutdownTests {

	private final TestEnvironment environment;

	private final Journal journal;

	ShutdownTests(TestEnvironment environment) {
		this.environment = environment;
		this.journal = Journal.open(environment);
	}

	@Test
	void jobThatEndsWithinTheGraceCompletes() {
		try (ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id;
			try (TestApplication application = TestApplication.start(this.environment,
					"compute.async.worker.shutdown-grace=15s")) {
				id = application.submit(Work.take(1500));
				eventually("Start").until(() -> this.journal.starts(id).size() == 1);
			}
			assertThat(outside.row(id)).containsEntry("status", "complete").containsEntry("try_count", "1");
			assertThat(this.journal.returns(id)).containsExactly(1);
			assertThat(outside.count("select count(*) from compute.workers")).isZero();
		}
	}

	@Test
	void runningJobIsReleasedUncountedAndRunsOnAnotherInstance() {
		// Longer than the test takes, if nobody interrupts it.
		jobThatIsRunningIsGivenBack(Work.take(600_000));
	}

	@Test
	void jobThatIgnoresTheInterruptIsGivenBackAllTheSame() throws Exception {
		jobThatIsRunningIsGivenBack(Work.takeUnheeding(20_000));
		try (ExternalObserver outside = new ExternalObserver(this.environment)) {
			// Held by the thread that does not end until its connection was closed, and
			// of
			// no concern to the other tests.
			eventually("Message of the cancelled job").until(() -> outside.waiting(outside.queue()) == 1);
			outside.purge(outside.queue());
		}
	}

	private void jobThatIsRunningIsGivenBack(Work work) {
		try (ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id;
			try (TestApplication application = TestApplication.start(this.environment)) {
				id = application.submit(work);
				eventually("Start").until(() -> this.journal.starts(id).size() == 1);
			}
			assertThat(outside.row(id)).containsEntry("status", "queued")
				.containsEntry("try_count", "0")
				.containsEntry("worker", null);
			assertThat(outside.outcomes(id)).isEmpty();
			// By redelivery: the relay would send its message later only.
			assertThat(outside.waiting(outside.queue())).isOne();

			try (TestApplication other = TestApplication.start(this.environment,
					"compute.async.worker.interrupt-grace=100ms")) {
				eventually("Second start").until(() -> this.journal.starts(id).size() == 2);
				assertThat(this.journal.starts(id)).containsExactly(1, 1);
				assertThat(other.platform().cancel(id).isAccepted()).isTrue();
				other.await(id, JobStatus.CANCELLED);
			}
		}
	}

	@Test
	void messageOfCompletedJobIsNotRedelivered() throws Exception {
		CountDownLatch told = new CountDownLatch(1);
		try (ExternalObserver outside = new ExternalObserver(this.environment)) {
			TestApplication application = TestApplication.start(this.environment,
					"compute.async.worker.shutdown-grace=15s");
			// Holds up the acknowledgement, on no thread of a worker.
			application.context()
				.addApplicationListener(ApplicationListener.<JobCompleted>forPayload((event) -> awaitTold(told)));
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
			CompletableFuture<Void> closed = CompletableFuture.runAsync(application::close);
			eventually("Message in hand").during(Duration.ofSeconds(1))
				.until(() -> !closed.isDone() && isInHand(outside, this.environment));
			// Taken while the worker stops, and given back.
			outside.publish(outside.queue(), new BasicProperties(), new byte[0]);
			assertThat(closed).isNotDone();
			told.countDown();
			assertThat(closed).succeedsWithin(Duration.ofSeconds(60));
			assertThat(outside.waiting(outside.queue())).isOne();
			assertThat(outside.waiting(outside.deadLetterQueue())).isZero();
		}
	}

	/** The embedded broker counts what consumers hold among what waits. */
	private static boolean isInHand(ExternalObserver outside, TestEnvironment environment) {
		return outside.waiting(outside.queue()) == (environment.rabbit().isRabbitMq() ? 0 : 1);
	}

	private static void awaitTold(CountDownLatch told) {
		try {
			told.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void processThatIsTerminatedGivesItsJobBackToOneThatRuns() {
		FaultMain.closeGate(this.environment);
		try (ExternalObserver outside = new ExternalObserver(this.environment);
				JavaProcess process = ExternalObserver.startJvm(FaultMain.class,
						TestApplication.settings(this.environment))) {
			JobId id;
			try (TestApplication submitter = TestApplication.start(this.environment, FaultMain.class,
					"compute.async.worker.enabled=false")) {
				id = submitter.submit(new Gated(0));
				eventually("Start").until(() -> this.journal.starts(id).size() == 1);
			}
			try (TestApplication other = TestApplication.start(this.environment, FaultMain.class)) {
				process.sigterm();
				assertThat(process.exitValue(Duration.ofSeconds(60))).isEqualTo(143);
				FaultMain.openGate(this.environment);
				assertThat(other.await(id, JobStatus.COMPLETE).tryCount()).isOne();
			}
			assertThat(this.journal.starts(id)).containsExactly(1, 1);
			assertThat(this.journal.returns(id)).containsExactly(1);
			assertThat(outside.outcomes(id)).isEmpty();
			assertThat(outside.count("select count(*) from compute.workers")).isZero();
		}
	}

}
