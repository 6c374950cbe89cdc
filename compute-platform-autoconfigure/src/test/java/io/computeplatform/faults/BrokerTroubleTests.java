package io.computeplatform.faults;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.faults.FaultMain.Gated;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.Journal;
import io.computeplatform.testing.PrivateRabbitMq;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import io.computeplatform.testing.Work;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a broker's administrator can do to it.
 */
@Tag("chaos")
@WithTestEnvironment
class BrokerTroubleTests {

	private static final String NO_WORKER = "compute.async.worker.enabled=false";

	private static PrivateRabbitMq rabbit;

	private final TestEnvironment environment;

	private final Journal journal;

	BrokerTroubleTests(TestEnvironment environment) {
		this.environment = environment;
		this.journal = Journal.open(environment);
	}

	@BeforeAll
	static void startBroker() {
		PrivateRabbitMq.assumeAvailable();
		rabbit = PrivateRabbitMq.start();
	}

	@AfterAll
	static void stopBroker() {
		if (rabbit != null) {
			rabbit.close();
		}
	}

	@Test
	void alarmOfTheBrokerHoldsUpNoSubmitAndNoSettlement() {
		FaultMain.closeGate(this.environment);
		try (TestApplication application = start();
				ExternalObserver outside = new ExternalObserver(this.environment, rabbit.server())) {
			JobId running = application.submit(new Gated(0));
			application.await(running, JobStatus.IN_PROGRESS);
			rabbit.control("set_vm_memory_high_watermark", "absolute", "1");
			JobId submitted = application.submit(Work.failBefore(2));
			FaultMain.openGate(this.environment);
			application.await(running, JobStatus.COMPLETE);
			eventually("Acknowledgement").until(() -> outside.waiting(outside.queue()) == 0);
			assertThat(outside.status(submitted)).isEqualTo("queued");

			rabbit.control("set_vm_memory_high_watermark", "0.6");
			assertThat(application.await(submitted, JobStatus.COMPLETE).tryCount()).isEqualTo(2);
			assertThat(this.journal.doubleStarts()).isEmpty();
		}
	}

	@Test
	void jobWhoseMessageIsDroppedByADeliveryLimitIsNotLost() {
		rabbit.control("set_policy", "limit", "replicated", "{\"delivery-limit\":1}", "--apply-to", "queues");
		try (TestApplication submitter = start(NO_WORKER, "compute.async.queues.replicated.type=quorum");
				ExternalObserver outside = new ExternalObserver(this.environment, rabbit.server())) {
			FaultMain.closeGate(this.environment);
			JobId id = submitter.platform().submit("replicated", new Gated(0));
			for (int killed = 1; killed <= 3; killed++) {
				try (JavaProcess worker = startWorker()) {
					int starts = killed;
					eventually("Start").until(() -> this.journal.starts(id).size() == starts);
					worker.kill9();
				}
			}
			FaultMain.openGate(this.environment);
			try (JavaProcess worker = startWorker()) {
				assertThat(submitter.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(4);
				assertThat(worker.isAlive()).isTrue();
			}
			assertThat(this.journal.starts(id)).containsExactly(1, 2, 3, 4);
			assertThat(outside.outcomes(id)).containsOnly("worker-lost").hasSize(3);
		}
		finally {
			rabbit.control("clear_policy", "limit");
		}
	}

	@Test
	void queueDeclaredWithOtherArgumentsWhileInUseIsServed() throws Exception {
		try (TestApplication application = start();
				Connection connection = rabbit.server().connect();
				Channel channel = connection.createChannel()) {
			String queue = this.environment.queue(TestApplication.QUEUE);
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
			channel.queueDelete(queue);
			channel.queueDeclare(queue, true, false, false, Map.of("x-max-length", 1000));
			JobId id = application.submit(Work.failBefore(2));
			assertThat(application.await(id, JobStatus.COMPLETE).tryCount()).isEqualTo(2);
			assertThat(this.journal.starts(id)).containsExactly(1, 2);
		}
	}

	@Test
	void brokerThatStopsDuringAnOrderlyShutdownKeepsNothingFromEnding() {
		FaultMain.closeGate(this.environment);
		JobId id;
		try (ExternalObserver outside = new ExternalObserver(this.environment)) {
			TestApplication application = start();
			id = application.submit(new Gated(0));
			application.await(id, JobStatus.IN_PROGRESS);
			CompletableFuture<Void> closing = CompletableFuture.runAsync(application::close);
			rabbit.stop();
			assertThat(closing).succeedsWithin(Duration.ofSeconds(60));
			assertThat(outside.status(id)).isEqualTo("queued");
			assertThat(outside.tryCount(id)).isZero();
			assertThat(outside.outcomes(id)).isEmpty();
		}
		finally {
			rabbit.resume();
		}
		FaultMain.openGate(this.environment);
		try (TestApplication other = start()) {
			assertThat(other.await(id, JobStatus.COMPLETE).tryCount()).isOne();
		}
	}

	private TestApplication start(String... properties) {
		return TestApplication.start(this.environment, FaultMain.class,
				Stream
					.concat(broker().entrySet().stream().map((entry) -> entry.getKey() + "=" + entry.getValue()),
							Stream.of(properties))
					.toArray(String[]::new));
	}

	private JavaProcess startWorker() {
		Map<String, String> settings = TestApplication.settings(this.environment);
		settings.putAll(broker());
		settings.put("compute.async.queues.replicated.type", "quorum");
		return JavaProcess.start(FaultMain.class, settings);
	}

	private static Map<String, String> broker() {
		return Map.of("spring.rabbitmq.host", rabbit.server().host(), "spring.rabbitmq.port",
				String.valueOf(rabbit.server().port()), "spring.rabbitmq.username", rabbit.server().username(),
				"spring.rabbitmq.password", rabbit.server().password());
	}

}
