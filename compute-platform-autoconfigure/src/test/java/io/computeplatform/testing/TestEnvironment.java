package io.computeplatform.testing;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;

/**
 * A place of one's own on the servers of the tests: a new database and a prefix for
 * queues, both gone once closed. Parameter of a test with {@link WithTestEnvironment}.
 */
public final class TestEnvironment implements AutoCloseable {

	private static final String DEAD_LETTERS = ".dlq";

	private final PostgresServer postgres = TestServers.postgres();

	private final RabbitServer rabbit = TestServers.rabbit();

	private final Set<String> queues = ConcurrentHashMap.newKeySet();

	private final String database;

	private final String queuePrefix;

	private TestEnvironment(String id) {
		this.database = "compute_test_" + id;
		this.queuePrefix = "ct-" + id + ".";
	}

	/**
	 * Creates an environment whose database has the tables.
	 */
	public static TestEnvironment create() {
		TestEnvironment environment = create(" template " + MigratedTemplate.NAME);
		environment.postgres.execute(environment.database,
				"update compute.database_identity set id = gen_random_uuid()");
		return environment;
	}

	/**
	 * Creates an environment whose database is empty.
	 */
	public static TestEnvironment createEmpty() {
		return create("");
	}

	private static TestEnvironment create(String template) {
		TestEnvironment environment = new TestEnvironment(UUID.randomUUID().toString().substring(0, 8));
		environment.postgres.execute("create database " + environment.database + template);
		return environment;
	}

	public PostgresServer postgres() {
		return this.postgres;
	}

	public RabbitServer rabbit() {
		return this.rabbit;
	}

	public String database() {
		return this.database;
	}

	public String jdbcUrl() {
		return this.postgres.url(this.database);
	}

	public String queuePrefix() {
		return this.queuePrefix;
	}

	/**
	 * The name on the broker of the queue an application calls by the given name, which
	 * is deleted in the end, its dead-letter queue too.
	 */
	public String queue(String name) {
		return track(this.queuePrefix + name);
	}

	/**
	 * Has a queue deleted in the end, and the dead-letter queue named after it.
	 * @param queue name on the broker, whether the queue exists or not
	 * @return the same name
	 */
	public String track(String queue) {
		this.queues.add(queue);
		this.queues.add(queue + DEAD_LETTERS);
		return queue;
	}

	/**
	 * What an application has to be told to run in this environment.
	 */
	public Map<String, String> properties() {
		return Map.of("spring.datasource.url", jdbcUrl(), "spring.datasource.username", this.postgres.username(),
				"spring.datasource.password", this.postgres.password(), "spring.rabbitmq.host", this.rabbit.host(),
				"spring.rabbitmq.port", String.valueOf(this.rabbit.port()), "spring.rabbitmq.username",
				this.rabbit.username(), "spring.rabbitmq.password", this.rabbit.password(),
				"compute.async.queue-prefix", this.queuePrefix);
	}

	@Override
	public void close() {
		try (Connection connection = this.rabbit.connect()) {
			for (String queue : this.queues) {
				delete(connection, queue);
			}
			this.queues.clear();
		}
		catch (IOException | TimeoutException ex) {
			throw new IllegalStateException("Could not delete the queues " + this.queues, ex);
		}
		finally {
			this.postgres.drop(this.database);
		}
	}

	private static void delete(Connection connection, String queue) throws IOException, TimeoutException {
		Channel channel = connection.createChannel();
		try {
			channel.queueDelete(queue);
			channel.close();
		}
		catch (IOException ex) {
			// RabbitMQ takes the absence of a queue for success, other brokers do not.
			if (!(ex.getCause() instanceof ShutdownSignalException signal
					&& signal.getReason() instanceof AMQP.Channel.Close close
					&& close.getReplyCode() == AMQP.NOT_FOUND)) {
				throw ex;
			}
		}
	}

}
