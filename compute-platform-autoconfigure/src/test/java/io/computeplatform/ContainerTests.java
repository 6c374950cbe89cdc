package io.computeplatform;

import java.util.List;

import io.computeplatform.testing.Work;
import io.computeplatform.testing.WorkerMain;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.PostgreSQLContainer;
import org.testcontainers.containers.RabbitMQContainer;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * One job from end to end on the servers that most production systems are nearest to,
 * whatever the other tests run on.
 */
@Testcontainers(disabledWithoutDocker = true)
class ContainerTests {

	@Container
	static final PostgreSQLContainer<?> POSTGRES = new PostgreSQLContainer<>("postgres:17-alpine");

	@Container
	static final RabbitMQContainer RABBIT = new RabbitMQContainer("rabbitmq:4-alpine");

	@Test
	void jobCompletesOnServersInContainers() {
		try (ConfigurableApplicationContext context = start("classic")) {
			AsyncPlatform platform = context.getBean(AsyncPlatform.class);
			JobId id = platform.submit("classic", Work.succeed());
			assertThat(complete(platform, id).tryCount()).isEqualTo(1);
		}
	}

	@Test
	void jobCompletesThroughAQuorumQueueAfterATryThatFailed() {
		try (ConfigurableApplicationContext context = start("quorum")) {
			AsyncPlatform platform = context.getBean(AsyncPlatform.class);
			JobId id = platform.submit("quorum", Work.failBefore(2));
			assertThat(complete(platform, id).tryCount()).isEqualTo(2);
			assertThat(platform.deadLetters("quorum", 10)).isEmpty();
		}
	}

	private static Job complete(AsyncPlatform platform, JobId id) {
		return Awaitility.await("job to complete")
			.atMost(ofSeconds(60))
			.until(() -> platform.find(id).orElseThrow(), (job) -> job.status() == JobStatus.COMPLETE);
	}

	private static ConfigurableApplicationContext start(String type) {
		List<String> properties = List.of("spring.datasource.url=" + POSTGRES.getJdbcUrl(),
				"spring.datasource.username=" + POSTGRES.getUsername(),
				"spring.datasource.password=" + POSTGRES.getPassword(), "spring.rabbitmq.host=" + RABBIT.getHost(),
				"spring.rabbitmq.port=" + RABBIT.getAmqpPort(), "spring.rabbitmq.username=" + RABBIT.getAdminUsername(),
				"spring.rabbitmq.password=" + RABBIT.getAdminPassword(), "spring.main.banner-mode=off",
				"compute.async.backoff.initial-interval=0s", "compute.async.queues." + type + ".type=" + type);
		return new SpringApplicationBuilder(WorkerMain.class).web(WebApplicationType.NONE)
			.run(properties.stream().map((property) -> "--" + property).toArray(String[]::new));
	}

}
