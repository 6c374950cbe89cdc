package io.computeplatform.faults;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.faults.FaultMain.Gated;
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

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionListener;

import static io.computeplatform.faults.ExternalObserver.eventually;
import static org.assertj.core.api.Assertions.assertThat;

@Tag("chaos")
@WithTestEnvironment
class OwnBrokerTests {

	private static PrivateRabbitMq rabbit;

	private final TestEnvironment environment;

	private final Journal journal;

	OwnBrokerTests(TestEnvironment environment) {
		this.environment = environment;
		this.journal = Journal.open(environment);
	}

	@BeforeAll
	static void startBroker() {
		PrivateRabbitMq.assumeAvailable();
		rabbit = PrivateRabbitMq.start(List.of("consumer_timeout = 1000"),
				"[{rabbit, [{channel_tick_interval, 500}]}].");
	}

	@AfterAll
	static void stopBroker() {
		if (rabbit != null) {
			rabbit.close();
		}
	}

	private TestApplication start(String... properties) {
		return TestApplication.start(this.environment, FaultMain.class,
				Stream
					.concat(Stream.of("spring.rabbitmq.host=" + rabbit.server().host(),
							"spring.rabbitmq.port=" + rabbit.server().port(),
							"spring.rabbitmq.username=" + rabbit.server().username(),
							"spring.rabbitmq.password=" + rabbit.server().password()), Stream.of(properties))
					.toArray(String[]::new));
	}

	@Test
	void queuesAreServedAgainAfterTheBrokerHasRefusedTheCredentialsForAWhile() {
		rabbit.control("add_user", "jobs", "one");
		rabbit.control("set_permissions", "jobs", ".*", ".*", ".*");
		try (TestApplication application = start("spring.rabbitmq.username=jobs", "spring.rabbitmq.password=one")) {
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
			CountDownLatch refused = new CountDownLatch(3);
			application.bean(CachingConnectionFactory.class).addConnectionListener(new ConnectionListener() {

				@Override
				public void onCreate(org.springframework.amqp.rabbit.connection.Connection connection) {
				}

				@Override
				public void onFailed(Exception failure) {
					refused.countDown();
				}

			});
			rabbit.control("change_password", "jobs", "two");
			rabbit.control("close_all_connections", "the password has changed");
			JobId meanwhile = application.submit(Work.succeed());
			eventually("The credentials to be refused").until(() -> refused.getCount() == 0);
			rabbit.control("change_password", "jobs", "one");
			application.await(meanwhile, JobStatus.COMPLETE);
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
		}
	}

	@Test
	void jobThatOutlastsTheConsumerTimeoutIsStartedOnceAndCompletes() throws Exception {
		FaultMain.closeGate(this.environment);
		try (TestApplication application = start("compute.async.queues.replicated.type=quorum");
				ExternalObserver outside = new ExternalObserver(this.environment, rabbit.server());
				Connection connection = rabbit.server().connect()) {
			Channel channel = connection.createChannel();
			channel.queueDeclare("witness", false, true, true, Map.of());
			channel.basicPublish("", "witness", null, new byte[0]);
			channel.basicConsume("witness", false, (tag, message) -> {
			}, (tag) -> {
			});
			JobId classic = application.submit(new Gated(0));
			JobId quorum = application.platform().submit("replicated", new Gated(0));
			application.await(classic, JobStatus.IN_PROGRESS);
			application.await(quorum, JobStatus.IN_PROGRESS);
			eventually("Jobs to have run for three timeouts").until(() -> outside.count("""
					select count(*) from compute.jobs
					where status = 'in-progress' and started_at < now() - interval '3 s'""") == 2);
			// Consumers were there again: others are served meanwhile.
			application.await(application.submit(Work.succeed()), JobStatus.COMPLETE);
			FaultMain.openGate(this.environment);

			for (JobId id : List.of(classic, quorum)) {
				assertThat(application.await(id, JobStatus.COMPLETE).tryCount()).isOne();
				assertThat(this.journal.starts(id)).containsExactly(1);
				assertThat(outside.outcomes(id)).isEmpty();
			}
			assertThat(channel.isOpen()).isFalse();
			eventually("Redeliveries to be dropped").until(() -> outside.waiting(outside.queue()) == 0);
		}
	}

	@Test
	void jobsOfBrokerThatStopsAndComesBackComplete() {
		try (TestApplication application = start(); ExternalObserver outside = new ExternalObserver(this.environment)) {
			FaultMain.closeGate(this.environment);
			JobId running = application.submit(new Gated(0));
			application.await(running, JobStatus.IN_PROGRESS);
			rabbit.stop();
			JobId down = application.submit(Work.failBefore(2));
			assertThat(outside.status(down)).isEqualTo("queued");
			FaultMain.openGate(this.environment);
			application.await(running, JobStatus.COMPLETE);
			rabbit.resume();

			assertThat(application.await(down, JobStatus.COMPLETE).tryCount()).isEqualTo(2);
			assertThat(this.journal.doubleStarts()).isEmpty();
			assertThat(this.journal.starts(running)).containsExactly(1);
		}
	}

}
