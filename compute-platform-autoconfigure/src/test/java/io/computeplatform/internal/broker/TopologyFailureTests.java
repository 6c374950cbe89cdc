package io.computeplatform.internal.broker;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.computeplatform.internal.queue.JobQueueAutoConfiguration;
import io.computeplatform.testing.FailedStart;
import io.computeplatform.testing.LocalPorts;
import io.computeplatform.testing.RequiresRabbitMq;
import io.computeplatform.testing.TestEnvironment;
import io.computeplatform.testing.WithTestEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Brokers that can't carry the jobs, as a user sees them refused.
 */
@WithTestEnvironment
@ExtendWith(OutputCaptureExtension.class)
class TopologyFailureTests {

	private final TestEnvironment environment;

	TopologyFailureTests(TestEnvironment environment) {
		this.environment = environment;
	}

	@Test
	void missingConnectionFactoryIsNamed() {
		assertThat(FailedStart.report(Broker.class)).contains("there is no ConnectionFactory bean",
				"Add spring-boot-starter-amqp and set spring.rabbitmq.*", "compute.async.enabled=false");
	}

	@Test
	void severalConnectionFactoriesWithoutAPrimaryOneAreCounted() {
		assertThat(FailedStart.report(this.environment, TwoConnections.class))
			.contains("none of the 2 ConnectionFactory beans is the primary one", "@Primary");
	}

	@Test
	@RequiresRabbitMq
	void existingQueueWithOtherArgumentsIsNamedWithBoth() throws IOException, TimeoutException {
		String queue = declare(this.environment.queue("quorum"), Map.of("x-queue-type", "quorum"));
		assertThat(FailedStart.report(this.environment, Connected.class, "compute.async.worker.enabled=false",
				"compute.async.queues.quorum.concurrency=1"))
			.contains("exists already with other arguments than configured for queue 'quorum' (type classic)", queue,
					"x-queue-type", "compute.async.queues.<name>.type");
	}

	@Test
	@RequiresRabbitMq
	void existingDeadLetterQueueWithOtherArgumentsIsNamed() throws IOException, TimeoutException {
		this.environment.queue("expiring");
		String queue = declare(this.environment.queuePrefix() + "expiring.dlq", Map.of("x-message-ttl", 1000));
		assertThat(FailedStart.report(this.environment, Connected.class, "compute.async.worker.enabled=false",
				"compute.async.queues.expiring.concurrency=1"))
			.contains("configured for queue 'expiring' (type classic)", queue, "x-message-ttl", "1000");
	}

	@Test
	@RequiresRabbitMq
	void wrongPasswordIsNamed() {
		assertThat(FailedStart.report(this.environment, Connected.class, "spring.rabbitmq.password=wrong",
				"compute.async.worker.enabled=false", "compute.async.queues.any.concurrency=1"))
			.contains("RabbitMQ refused the credentials", "Check spring.rabbitmq.username, password");
	}

	@Test
	@RequiresRabbitMq
	void virtualHostThatDoesNotExistIsNamed() {
		assertThat(FailedStart.report(this.environment, Connected.class, "spring.rabbitmq.virtual-host=/no/such",
				"compute.async.worker.enabled=false", "compute.async.queues.any.concurrency=1"))
			.contains("RabbitMQ refused to declare the job queues", "/no/such", "Check spring.rabbitmq.virtual-host");
	}

	@Test
	void brokerThatIsDownDoesNotKeepTheApplicationFromStarting(CapturedOutput output) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Connected.class)
			.web(WebApplicationType.NONE)
			.properties("spring.main.banner-mode=off", "spring.rabbitmq.host=127.0.0.1",
					"spring.rabbitmq.port=" + LocalPorts.closed(), "spring.rabbitmq.username=guest",
					"spring.rabbitmq.password=guest", "compute.async.worker.enabled=false",
					"compute.async.queues.any.concurrency=1")
			.run()) {
			assertThat(context.getBean(QueueTopology.class).isRunning()).isTrue();
			assertThat(output)
				.contains("RabbitMQ is not available; jobs are accepted, and their messages are published");
		}
	}

	private String declare(String queue, Map<String, Object> arguments) throws IOException, TimeoutException {
		try (Connection connection = this.environment.rabbit().connect();
				Channel channel = connection.createChannel()) {
			channel.queueDeclare(queue, true, false, false, arguments);
		}
		return queue;
	}

	@ImportAutoConfiguration({ JobQueueAutoConfiguration.class, JobBrokerAutoConfiguration.class })
	static class Broker {

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ JobQueueAutoConfiguration.class, JobBrokerAutoConfiguration.class })
	static class Connected {

		@Bean
		ConnectionFactory connectionFactory(Environment environment) {
			CachingConnectionFactory factory = new CachingConnectionFactory(
					environment.getRequiredProperty("spring.rabbitmq.host"),
					environment.getRequiredProperty("spring.rabbitmq.port", Integer.class));
			factory.setUsername(environment.getRequiredProperty("spring.rabbitmq.username"));
			factory.setPassword(environment.getRequiredProperty("spring.rabbitmq.password"));
			factory.setVirtualHost(environment.getProperty("spring.rabbitmq.virtual-host", "/"));
			return factory;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TwoConnections extends Connected {

		@Bean
		ConnectionFactory other(Environment environment) {
			return connectionFactory(environment);
		}

	}

}
