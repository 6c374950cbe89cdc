package io.computeplatform.internal.actuate;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.computeplatform.AsyncPlatform;
import io.computeplatform.control.QueueControl;
import io.computeplatform.internal.actuate.HttpApplication.Answer;
import io.computeplatform.testing.PostgresServer;
import io.computeplatform.testing.TcpProxy;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.Work;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a platform sees that asks whether an instance is ready.
 */
class HealthTests {

	private TestEnvironment environment;

	private TcpProxy database;

	private TcpProxy broker;

	private HttpApplication application;

	@BeforeEach
	void start() {
		start(new String[0]);
	}

	private void start(String... properties) {
		this.environment = TestEnvironment.create();
		PostgresServer direct = this.environment.postgres();
		this.database = TcpProxy.to(direct.host(), direct.port());
		this.broker = TcpProxy.to(this.environment.rabbit().host(), this.environment.rabbit().port());
		PostgresServer proxied = new PostgresServer(this.database.host(), this.database.port(),
				this.environment.database(), direct.parameters(), direct.username(), direct.password());
		List<String> all = new ArrayList<>(List.of("spring.datasource.url=" + proxied.url(),
				"spring.datasource.hikari.connection-timeout=1000", "spring.datasource.hikari.validation-timeout=500",
				"spring.rabbitmq.host=" + this.broker.host(), "spring.rabbitmq.port=" + this.broker.port(),
				"compute.async.circuit-breaker.enabled=true", "management.endpoint.health.probes.enabled=true",
				"management.endpoint.health.group.readiness.include=readinessState,compute",
				"management.endpoint.health.show-details=always"));
		all.addAll(List.of(properties));
		this.application = HttpApplication.start(this.environment, all.toArray(String[]::new));
	}

	@AfterEach
	void stop() {
		this.database.close();
		this.broker.close();
		this.application.close();
		this.environment.close();
	}

	@Test
	void healthyInstanceIsUpAndSaysHowItIs() {
		this.application.bean(QueueControl.class).pause("work", "why not");
		awaitHealth("UP", 200);
		Awaitility.await()
			.untilAsserted(() -> assertThat(details()).contains("\"database\":\"up\"", "\"broker\":\"up\"",
					"\"outboxLag\":\"PT", "\"paused\":{\"work\":\"why not\"}", "\"missingQueues\":[]",
					"\"lease\":\"good\"", "\"breakers\":{\"work\":\"closed\"}"));
	}

	@Test
	void jobsThatNoInstanceTakesAreNamed() {
		awaitHealth("UP", 200);
		this.application.bean(JdbcClient.class).sql("""
				insert into compute.jobs (id, queue, type, payload, status, message_due_at)
				values (gen_random_uuid(), 'work', 'elsewhere', '{}', 'queued', now())""").update();
		Awaitility.await()
			.untilAsserted(() -> assertThat(details()).contains("\"withoutExecutor\":{\"work\":{\"elsewhere\":1}}"));
		awaitHealth("UP", 200);
	}

	@Test
	void messagesOfAnotherDatabaseAreCountedAndChangeNoStatus() {
		awaitHealth("UP", 200);
		assertThat(details()).doesNotContain("messagesOfOtherDatabases");
		try (TestEnvironment other = TestEnvironment.create();
				TestApplication stranger = TestApplication.start(other, "compute.async.worker.enabled=false",
						"compute.async.queue-prefix=" + this.environment.queuePrefix())) {
			stranger.submit(Work.succeed());
			Awaitility.await()
				.atMost(Duration.ofSeconds(40))
				.untilAsserted(() -> assertThat(
						readiness().json().at("/components/compute/details/messagesOfOtherDatabases/work").asInt())
					.isGreaterThan(1));
			awaitHealth("UP", 200);
		}
	}

	@Test
	void instanceWithoutItsDatabaseIsNotReady() {
		awaitHealth("UP", 200);
		this.database.cut();
		awaitHealth("DOWN", 503);
		assertThat(details()).contains("\"database\":\"no answer: ");
		this.database.heal();
		awaitHealth("UP", 200);
	}

	@Test
	void probeDoesNotHangWhileTheDatabaseHangs() {
		awaitHealth("UP", 200);
		this.database.stall();
		awaitHealth("DOWN", 503);
		this.database.resume();
		awaitHealth("UP", 200);
	}

	@Test
	void instanceWithoutItsBrokerAcceptsJobsAndIsReady() {
		awaitHealth("UP", 200);
		this.broker.cut();
		awaitHealth("DEGRADED", 200);
		assertThat(details()).contains("\"broker\":\"no answer: ", "\"database\":\"up\"");
		assertThat(readiness().status()).isEqualTo(200);
		assertThat(this.application.bean(AsyncPlatform.class).submit("work", Work.succeed())).isNotNull();
		this.broker.heal();
		awaitHealth("UP", 200);
	}

	@Test
	void instanceWithoutItsBrokerIsNotReadyWhereTheApplicationWantsItSo() {
		stop();
		start("management.endpoint.health.status.order=down,out-of-service,degraded,up,unknown",
				"management.endpoint.health.status.http-mapping.down=503",
				"management.endpoint.health.status.http-mapping.out-of-service=503",
				"management.endpoint.health.status.http-mapping.degraded=503");
		awaitHealth("UP", 200);
		this.broker.cut();
		awaitHealth("DEGRADED", 503);
	}

	@Test
	void probeDoesNotHangWhileTheBrokerHangs() {
		awaitHealth("UP", 200);
		this.broker.stall();
		awaitHealth("DEGRADED", 200);
		this.broker.resume();
		awaitHealth("UP", 200);
	}

	@Test
	void missingDeadLetterQueueIsNamed() throws IOException, TimeoutException {
		awaitHealth("UP", 200);
		String queue = this.environment.queuePrefix() + "work.dlq";
		try (Connection connection = this.environment.rabbit().connect();
				Channel channel = connection.createChannel()) {
			channel.queueDelete(queue);
			awaitHealth("DEGRADED", 200);
			assertThat(details()).contains("\"missingQueues\":[\"" + queue + "\"]");
			channel.queueDeclare(queue, true, false, false, null);
		}
		awaitHealth("UP", 200);
	}

	private void awaitHealth(String status, int code) {
		Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
			Answer answer = readiness();
			assertThat(answer.body()).contains("\"compute\":{");
			assertThat(answer.json().at("/components/compute/status").asText()).isEqualTo(status);
			assertThat(answer.status()).isEqualTo(code);
		});
	}

	private Answer readiness() {
		return this.application.get("health/readiness");
	}

	private String details() {
		return readiness().json().at("/components/compute/details").toString();
	}

}
