package io.computeplatform.testing;

import java.io.IOException;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;

/**
 * Where an AMQP broker is and how to log in.
 *
 * @param host name or address
 * @param port port
 * @param username user
 * @param password password of that user
 * @param product what the broker calls itself
 * @param version version of that product
 */
public record RabbitServer(String host, int port, String username, String password, String product, String version) {

	/**
	 * Logs in and asks the broker what it is.
	 */
	static RabbitServer at(String host, int port, String username, String password)
			throws IOException, TimeoutException {
		try (Connection connection = factory(host, port, username, password).newConnection()) {
			return new RabbitServer(host, port, username, password,
					String.valueOf(connection.getServerProperties().get("product")),
					String.valueOf(connection.getServerProperties().get("version")));
		}
	}

	public boolean isRabbitMq() {
		return "RabbitMQ".equals(this.product);
	}

	public Connection connect() throws IOException, TimeoutException {
		return factory(this.host, this.port, this.username, this.password).newConnection();
	}

	/**
	 * Messages of a queue that wait for a consumer. Spring AMQP's count is of another
	 * type on each Boot line.
	 */
	public long messages(String queue) throws IOException, TimeoutException {
		try (Connection connection = connect(); Channel channel = connection.createChannel()) {
			return channel.messageCount(queue);
		}
	}

	private static ConnectionFactory factory(String host, int port, String username, String password) {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setHost(host);
		factory.setPort(port);
		factory.setUsername(username);
		factory.setPassword(password);
		factory.setConnectionTimeout(5_000);
		factory.setAutomaticRecoveryEnabled(false);
		return factory;
	}

}
