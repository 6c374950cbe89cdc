package io.computeplatform.embedded;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EmbeddedBrokerTests {

	@Test
	void confirmedMessageIsReadBackFromQueueWithRabbitMqArguments() throws Exception {
		try (EmbeddedBroker broker = EmbeddedBroker.start();
				Connection connection = connect(broker);
				Channel channel = connection.createChannel()) {
			channel.queueDeclare("jobs", true, false, false, Map.of("x-queue-type", "classic"));
			channel.confirmSelect();
			channel.basicPublish("", "jobs", MessageProperties.PERSISTENT_BASIC,
					"hello".getBytes(StandardCharsets.UTF_8));
			assertThat(channel.waitForConfirms(5_000)).isTrue();

			GetResponse message = channel.basicGet("jobs", true);

			assertThat(message.getBody()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
		}
	}

	@Test
	void portCanBeReusedOnceBrokerIsClosed() throws Exception {
		int port;
		try (EmbeddedBroker broker = EmbeddedBroker.start()) {
			port = broker.port();
		}
		try (EmbeddedBroker broker = EmbeddedBroker.start(port); Connection connection = connect(broker)) {
			assertThat(connection.isOpen()).isTrue();
		}
	}

	@Test
	void takenPortFailsTheStart() {
		try (EmbeddedBroker broker = EmbeddedBroker.start()) {
			assertThatExceptionOfType(EmbeddedServerException.class)
				.isThrownBy(() -> EmbeddedBroker.start(broker.port()))
				.withMessageContaining(String.valueOf(broker.port()));
		}
	}

	private static Connection connect(EmbeddedBroker broker) throws Exception {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setHost(broker.host());
		factory.setPort(broker.port());
		factory.setUsername(broker.username());
		factory.setPassword(broker.password());
		return factory.newConnection();
	}

}
