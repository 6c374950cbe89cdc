package io.computeplatform.benchmarks.server;

import java.io.IOException;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;

/**
 * A RabbitMQ server.
 *
 * @param host name or address
 * @param port port
 * @param username user
 * @param password password of that user
 */
public record Rabbit(String host, int port, String username, String password) implements Serializable {

	private static final String GUEST = "guest";

	static Rabbit of(Map<String, String> environment) throws IOException, TimeoutException {
		String prefix = environment.getOrDefault("COMPUTE_TEST_RABBITMQ_HOST", "").isBlank() ? "SPRING_RABBITMQ"
				: "COMPUTE_TEST_RABBITMQ";
		Rabbit server = new Rabbit(environment.getOrDefault(prefix + "_HOST", "127.0.0.1"),
				Integer.parseInt(environment.getOrDefault(prefix + "_PORT", "5672")),
				environment.getOrDefault(prefix + "_USERNAME", GUEST),
				environment.getOrDefault(prefix + "_PASSWORD", GUEST));
		server.product();
		return server;
	}

	/** Product name and version that the server reports. */
	public String product() throws IOException, TimeoutException {
		try (Connection connection = factory().newConnection()) {
			return "%s %s".formatted(connection.getServerProperties().get("product"),
					connection.getServerProperties().get("version"));
		}
	}

	ConnectionFactory factory() {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setHost(this.host);
		factory.setPort(this.port);
		factory.setUsername(this.username);
		factory.setPassword(this.password);
		factory.setAutomaticRecoveryEnabled(false);
		return factory;
	}

}
