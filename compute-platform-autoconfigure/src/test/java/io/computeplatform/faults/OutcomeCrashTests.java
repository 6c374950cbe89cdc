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
import io.computeplatform.testing.PostgresServer;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
class OutcomeCrashTests {

	private static final String NO_WORKER = "compute.async.worker.enabled=false";

	private final TestEnvironment environment;

	OutcomeCrashTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@ParameterizedTest
	// The letter of a large payload is left to the relay.
	@ValueSource(ints = { 0, 100_000 })
	void deadLetterThatDiedWithItsProcessIsSentByAnother(int padding) {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id = failWhileNothingIsConfirmed(broker, outside, 0, "failed", padding);
			broker.cut();
			assertThat(outside.waiting(outside.deadLetterQueue())).isZero();

			try (TestApplication other = TestApplication.start(this.environment, FaultMain.class, NO_WORKER)) {
				awaitSent(outside, id);
				assertThat(outside.waiting(outside.deadLetterQueue())).isOne();
				assertThat(other.platform().deadLetters(TestApplication.QUEUE, 1)).singleElement()
					.satisfies((letter) -> assertThat(letter.payload()).hasSizeGreaterThan(padding));
				assertThat(popAll(other)).containsExactly(id);
			}
		}
	}

	@Test
	void deadLetterThatArrivedUnconfirmedAndIsSentAgainCountsOnce() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id = failWhileNothingIsConfirmed(broker, outside, 0, "failed", 0);
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
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id = failWhileNothingIsConfirmed(broker, outside, 1, "queued", 0);
			broker.cut();

			try (TestApplication other = TestApplication.start(this.environment, FaultMain.class)) {
				other.await(id, JobStatus.COMPLETE);
			}
			assertThat(Journal.open(this.environment).starts(id)).containsExactly(1, 2);
			assertThat(outside.outcomes(id)).containsExactly("executor-failed");
			eventually("Leftover messages to be dropped").until(() -> outside.waiting(outside.queue()) == 0);
		}
	}

	@Test
	void successThatDiedUnrecordedWithItsProcessIsTriedAgain() {
		PostgresServer direct = this.environment.postgres();
		Journal journal = Journal.open(this.environment);
		try (TcpProxy database = TcpProxy.to(direct.host(), direct.port());
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id = submitGated(0, 3);
			Map<String, String> settings = TestApplication.settings(this.environment);
			settings.put("spring.datasource.url", new PostgresServer(database.host(), database.port(),
					this.environment.database(), direct.parameters(), direct.username(), direct.password())
				.url());
			try (JavaProcess process = ExternalObserver.startJvm(FaultMain.class, settings)) {
				// Its claim, which has been answered by then.
				eventually("Executor to start").until(() -> journal.starts(id).size() == 1);
				database.stall();
				FaultMain.openGate(this.environment);
				eventually("Executor to return").until(() -> journal.returns(id).size() == 1);
				process.kill9();
			}
			database.cut();
			assertThat(outside.status(id)).isEqualTo("in-progress");

			try (TestApplication other = TestApplication.start(this.environment, FaultMain.class)) {
				other.await(id, JobStatus.COMPLETE);
			}
			assertThat(journal.starts(id)).containsExactly(1, 2);
			assertThat(outside.outcomes(id)).containsExactly("worker-lost");
		}
	}

	@Test
	void successThatDiedUnacknowledgedWithItsProcessIsNotTriedAgain() {
		try (TcpProxy broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			JobId id = submitGated(0, 3);
			try (JavaProcess process = startBehind(broker)) {
				outside.awaitStatus(id, "in-progress");
				broker.stall();
				FaultMain.openGate(this.environment);
				outside.awaitStatus(id, "complete");
				process.kill9();
			}
			broker.cut();
			// Twice, if the relay published it too.
			eventually("Message to be back").until(() -> outside.waiting(outside.queue()) >= 1);

			try (TestApplication other = TestApplication.start(this.environment, FaultMain.class)) {
				eventually("Message to be dropped").until(() -> outside.waiting(outside.queue()) == 0);
				other.await(other.submit(Work.succeed()), JobStatus.COMPLETE);
			}
			assertThat(Journal.open(this.environment).starts(id)).containsExactly(1);
			assertThat(outside.tryCount(id)).isOne();
			assertThat(outside.status(id)).isEqualTo("complete");
		}
	}

	@Test
	void retryThatWaitedWhenItsProcessDiedIsSentByAnother() {
		try (TestApplication other = TestApplication.start(this.environment, FaultMain.class, NO_WORKER);
				ExternalObserver outside = new ExternalObserver(this.environment)) {
			Map<String, String> settings = TestApplication.settings(this.environment);
			settings.put("compute.async.backoff.initial-interval", "5s");
			JobId id = other.submit(Work.failBefore(2));
			try (JavaProcess process = ExternalObserver.startJvm(FaultMain.class, settings)) {
				eventually("Failure").until(() -> outside.outcomes(id).size() == 1);
				process.kill9();
			}
			assertThat(outside.count("select count(*) from compute.jobs where message_due_at > now()")).isOne();
			eventually("Retry to be sent").until(() -> outside.waiting(outside.queue()) == 1);

			try (TestApplication worker = TestApplication.start(this.environment, FaultMain.class)) {
				worker.await(id, JobStatus.COMPLETE);
			}
			assertThat(Journal.open(this.environment).starts(id)).containsExactly(1, 2);
			assertThat(outside.outcomes(id)).containsExactly("executor-failed");
		}
	}

	private JobId submitGated(int failsBefore, int maxRetries) {
		FaultMain.closeGate(this.environment);
		try (TestApplication submitter = TestApplication.start(this.environment, FaultMain.class, NO_WORKER)) {
			return submitter.platform()
				.submit(TestApplication.QUEUE, new Gated(failsBefore),
						SubmitOptions.defaults().withMaxRetries(maxRetries));
		}
	}

	private JavaProcess startBehind(TcpProxy broker) {
		Map<String, String> settings = TestApplication.settings(this.environment);
		settings.put("spring.rabbitmq.host", broker.host());
		settings.put("spring.rabbitmq.port", String.valueOf(broker.port()));
		return ExternalObserver.startJvm(FaultMain.class, settings);
	}

	private JobId failWhileNothingIsConfirmed(TcpProxy broker, ExternalObserver outside, int maxRetries, String status,
			int padding) {
		JobId id = submitGated(2, maxRetries);
		try (JavaProcess process = startBehind(broker)) {
			outside.awaitStatus(id, "in-progress");
			openPublishersChannel(outside);
			outside.sql("""
					update compute.jobs set payload = json_build_object('failsBefore', 2, 'padding', repeat('x', ?))
					where id = ?""").params(padding, id.value()).update();
			broker.stall();
			FaultMain.openGate(this.environment);
			outside.awaitStatus(id, status);
			eventually("Publish").until(() -> broker.isHeld(id.toString()));
			process.kill9();
		}
		assertThat(Journal.open(this.environment).starts(id)).containsExactly(1);
		return id;
	}

	/** Else nothing at all could be written to the stalled connection. */
	private void openPublishersChannel(ExternalObserver outside) {
		try (TestApplication submitter = TestApplication.start(this.environment, FaultMain.class, NO_WORKER)) {
			JobId failing = submitter.platform()
				.submit(TestApplication.QUEUE, Work.fail(), SubmitOptions.defaults().withMaxRetries(0));
			outside.awaitStatus(failing, "failed");
			awaitSent(outside, failing);
			assertThat(popAll(submitter)).containsExactly(failing);
		}
	}

	private static void awaitSent(ExternalObserver outside, JobId id) {
		eventually("Letter to be confirmed").until(() -> outside.row(id).get("message_due_at") == null);
	}

	private static List<JobId> popAll(TestApplication application) {
		return Stream.generate(() -> application.platform().nextDeadLetter(TestApplication.QUEUE, (letter) -> true))
			.takeWhile(Optional::isPresent)
			.map((letter) -> letter.orElseThrow().jobId())
			.toList();
	}

}
