package io.computeplatform.testing;

import java.util.List;
import java.util.Map;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.MessageProperties;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

@Tag("engine")
class PrivateRabbitMqTests {

	@Test
	void isConfiguredAsToldAndKeepsMessagesOverRestart() throws Exception {
		try (PrivateRabbitMq rabbit = PrivateRabbitMq.start(List.of("consumer_timeout = 1000"),
				"[{rabbit, [{channel_tick_interval, 500}]}].")) {
			assertThat(rabbit.server().isRabbitMq()).isTrue();
			assertThat(rabbit.server()).isNotEqualTo(TestServers.rabbit());
			Connection connection = rabbit.server().connect();
			Channel channel = connection.createChannel();
			channel.queueDeclare("jobs", true, false, false, Map.of());
			channel.confirmSelect();
			channel.basicPublish("", "jobs", MessageProperties.PERSISTENT_BASIC, new byte[1]);
			assertThat(channel.waitForConfirms(5_000)).isTrue();
			channel.basicConsume("jobs", false, new DefaultConsumer(channel));
			Awaitility.await("consumer_timeout").until(() -> !channel.isOpen());

			rabbit.stop();

			Awaitility.await().until(() -> !connection.isOpen());
			assertThatIOException().isThrownBy(() -> rabbit.server().connect());

			rabbit.resume();
			try (Connection second = rabbit.server().connect(); Channel reader = second.createChannel()) {
				assertThat(reader.basicGet("jobs", true)).isNotNull();
			}
		}
	}

	@Test
	void refusedConfigurationIsInTheException() {
		PrivateRabbitMq.assumeAvailable();
		assertThatIllegalStateException().isThrownBy(() -> PrivateRabbitMq.start("no.such.setting = 1"))
			.withStackTraceContaining("no.such.setting");
	}

}
