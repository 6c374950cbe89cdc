package io.computeplatform.internal.broker;

import java.time.Duration;

import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.internal.queue.JobQueueAutoConfiguration;
import io.computeplatform.internal.queue.JobQueues;

import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of queues and publishing on the application's
 * {@code ConnectionFactory}.
 */
@AutoConfiguration(after = JobQueueAutoConfiguration.class,
		afterName = { "org.springframework.boot.autoconfigure.amqp.RabbitAutoConfiguration",
				"org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration",
				"org.springframework.boot.rabbitmq.autoconfigure.RabbitAutoConfiguration" })
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobBrokerAutoConfiguration {

	private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);

	@Bean
	QueueTopology computeQueueTopology(JobQueues queues, ObjectProvider<ConnectionFactory> connectionFactories) {
		ConnectionFactory connectionFactory = required(connectionFactories);
		RabbitTemplate rabbit = new RabbitTemplate(connectionFactory);
		return new QueueTopology(queues, connectionFactory, rabbit, new RabbitAdmin(rabbit));
	}

	@Bean
	ConfirmingJobPublisher computeJobPublisher(ObjectProvider<ConnectionFactory> connectionFactories) {
		return new ConfirmingJobPublisher(required(connectionFactories), CONFIRM_TIMEOUT);
	}

	@Bean
	QueuedDeadLetterReader computeDeadLetterReader(ObjectProvider<ConnectionFactory> connectionFactories,
			ObjectProvider<MessageOrigin> origin) {
		return new QueuedDeadLetterReader(required(connectionFactories), origin::getObject);
	}

	@Bean
	BrokerQueues computeBrokerQueues(ObjectProvider<ConnectionFactory> connectionFactories) {
		return new BrokerQueues(new RabbitTemplate(required(connectionFactories)));
	}

	private static ConnectionFactory required(ObjectProvider<ConnectionFactory> connectionFactories) {
		return connectionFactories.getIfUnique(() -> {
			long count = connectionFactories.stream().count();
			throw new ComputeConfigurationException(
					(count == 0) ? "Jobs are sent by RabbitMQ, and there is no ConnectionFactory bean."
							: "Jobs are sent by RabbitMQ, and none of the " + count
									+ " ConnectionFactory beans is the primary one.",
					"Add spring-boot-starter-amqp and set spring.rabbitmq.*, mark the ConnectionFactory to use with "
							+ "@Primary, or set compute.async.enabled=false.");
		});
	}

}
