package io.computeplatform.sample.backing;

import java.util.List;
import java.util.UUID;

import io.computeplatform.sample.SampleApplication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

/**
 * Requires a PostgreSQL and a RabbitMQ on this machine, with default ports and users.
 */
@ExtendWith(OutputCaptureExtension.class)
class GivenServersTests {

	private static final String POSTGRES = "jdbc:postgresql://127.0.0.1:5432/";

	private final String name = "sample_test_" + UUID.randomUUID().toString().replace("-", "");

	private final CachingConnectionFactory connections = new CachingConnectionFactory("127.0.0.1", 5672);

	private final JdbcClient postgres = JdbcClient
		.create(new DriverManagerDataSource(POSTGRES + "postgres", "postgres", ""));

	private boolean created;

	@BeforeEach
	void createDatabase() {
		assumeThatCode(() -> this.connections.createConnection().close())
			.as("RabbitMQ on 127.0.0.1:5672 with user guest")
			.doesNotThrowAnyException();
		assumeThatCode(() -> this.postgres.sql("CREATE DATABASE " + this.name).update())
			.as("PostgreSQL on 127.0.0.1:5432 with user postgres and no password")
			.doesNotThrowAnyException();
		this.created = true;
	}

	@AfterEach
	void deleteEverything() {
		if (this.created) {
			RabbitAdmin admin = new RabbitAdmin(this.connections);
			List.of("documents", "documents.dlq").forEach((queue) -> admin.deleteQueue(this.name + "." + queue));
			this.postgres.sql("DROP DATABASE %s WITH (FORCE)".formatted(this.name)).update();
		}
		this.connections.destroy();
	}

	@Test
	void serversOfTheUserAreUsedAndNamed(CapturedOutput output) {
		try (ConfigurableApplicationContext context = SpringApplication.run(SampleApplication.class,
				"--spring.datasource.url=" + POSTGRES + this.name + "?ApplicationName=sample&password=secret",
				"--spring.datasource.username=postgres", "--spring.rabbitmq.host=127.0.0.1",
				"--compute.async.queue-prefix=" + this.name + ".", "--server.port=0", "--sample.exit-when-done=true")) {
			assertThat(context.isActive()).isTrue();
			assertThat(output).contains(POSTGRES + this.name + " (yours)", "amqp://127.0.0.1:5672 (yours)")
				.contains("10 of 11 documents are complete")
				.doesNotContain("embedded", "secret");
			assertThat(new RabbitAdmin(this.connections).getQueueProperties(this.name + ".documents.dlq"))
				.containsEntry(RabbitAdmin.QUEUE_MESSAGE_COUNT, 1L);
			assertThat(counted()).isEqualTo(10);
		}
	}

	private long counted() {
		return JdbcClient.create(new DriverManagerDataSource(POSTGRES + this.name, "postgres", ""))
			.sql("SELECT count(*) FROM sample_word_statistics")
			.query(Long.class)
			.single();
	}

}
