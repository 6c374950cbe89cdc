package io.computeplatform.faults;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.computeplatform.DeadLetter;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.SubmitOptions;
import io.computeplatform.faults.FaultMain.Gated;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.Test;

import static io.computeplatform.faults.Outside.eventually;
import static org.assertj.core.api.Assertions.assertThat;

@WithTestEnvironment
class SettlementCrashTests {

	private static final String NO_WORKER = "compute.async.worker.enabled=false";

	private final TestEnvironment environment;

	SettlementCrashTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void deadLetterThatDiedWithItsProcessIsSentByAnother() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				Outside outside = new Outside(this.environment)) {
			JobId id = failWhileNothingIsConfirmed(broker, outside, 0, "failed");
			broker.cut();
			assertThat(outside.waiting(outside.deadLetterQueue())).isZero();

			try (TestApplication other = TestApplication.start(this.environment, FaultMain.class, NO_WORKER)) {
				awaitSent(outside, id);
				assertThat(outside.waiting(outside.deadLetterQueue())).isOne();
				assertThat(popAll(other)).containsExactly(id);
			}
		}
	}

	@Test
	void deadLetterThatArrivedUnconfirmedAndIsSentAgainCountsOnce() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				Outside outside = new Outside(this.environment)) {
			JobId id = failWhileNothingIsConfirmed(broker, outside, 0, "failed");
			broker.resume();
			eventually("First letter").until(() -> outside.waiting(outside.deadLetterQueue()) > 0);

			try (TestApplication other = TestApplication.start(this.environment, FaultMain.class, NO_WORKER)) {
				awaitSent(outside, id);
				assertThat(outside.waiting(outside.deadLetterQueue())).isGreaterThan(1);
				assertThat(other.platform().deadLetters(TestApplication.QUEUE, 10)).extracting(DeadLetter::jobId)
					.containsExactly(id);
				assertThat(popAll(other)).containsExactly(id);
			}
			assertThat(outside.waiting(outside.deadLetterQueue())).isZero();
		}
	}

	@Test
	void retryThatDiedWithItsProcessIsSentByAnother() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				Outside outside = new Outside(this.environment)) {
			JobId id = failWhileNothingIsConfirmed(broker, outside, 1, "queued");
			broker.cut();

			try (TestApplication other = TestApplication.start(this.environment, FaultMain.class)) {
				other.await(id, JobStatus.COMPLETE);
			}
			assertThat(Journal.open(this.environment).starts(id)).containsExactly(1, 2);
			assertThat(outside.outcomes(id)).containsExactly("executor-failed");
			eventually("Leftover messages to be dropped").until(() -> outside.waiting(outside.queue()) == 0);
		}
	}

	private JobId failWhileNothingIsConfirmed(TcpProxy broker, Outside outside, int maxRetries, String status) {
		JobId id;
		FaultMain.closeGate(this.environment);
		try (TestApplication submitter = TestApplication.start(this.environment, FaultMain.class, NO_WORKER)) {
			id = submitter.platform()
				.submit(TestApplication.QUEUE, new Gated(2), SubmitOptions.defaults().withMaxRetries(maxRetries));
		}
		Map<String, String> settings = TestApplication.settings(this.environment);
		settings.put("spring.rabbitmq.host", broker.host());
		settings.put("spring.rabbitmq.port", String.valueOf(broker.port()));
		try (JavaProcess process = Outside.startJvm(FaultMain.class, settings)) {
			outside.awaitStatus(id, "in-progress");
			openPublishersChannel(outside);
			broker.stall();
			FaultMain.openGate(this.environment);
			outside.awaitStatus(id, status);
			process.kill9();
		}
		assertThat(Journal.open(this.environment).starts(id)).containsExactly(1);
		return id;
	}

	/** Else nothing at all could be written to the stalled connection. */
	private void openPublishersChannel(Outside outside) {
		try (TestApplication submitter = TestApplication.start(this.environment, FaultMain.class, NO_WORKER)) {
			JobId failing = submitter.platform()
				.submit(TestApplication.QUEUE, Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
			outside.awaitStatus(failing, "failed");
			awaitSent(outside, failing);
			assertThat(popAll(submitter)).containsExactly(failing);
		}
	}

	private static void awaitSent(Outside outside, JobId id) {
		eventually("Letter to be confirmed").until(() -> outside.row(id).get("message_due_at") == null);
	}

	private static List<JobId> popAll(TestApplication application) {
		return Stream.generate(() -> application.platform().nextDeadLetter(TestApplication.QUEUE, (letter) -> true))
			.takeWhile(Optional::isPresent)
			.map((letter) -> letter.orElseThrow().jobId())
			.toList();
	}

}
