package io.computeplatform.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.computeplatform.JobId;
import io.computeplatform.testing.JavaProcess;
import io.computeplatform.testing.RabbitServer;
import io.computeplatform.testing.TestApplication;
import io.computeplatform.testing.TestEnvironment;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Rows and messages as anybody sees them who is not the product: plain SQL, plain AMQP,
 * connections of its own.
 */
final class ExternalObserver implements AutoCloseable {

	private final TestEnvironment environment;

	private final JdbcClient jdbc;

	private final Connection connection;

	private final Channel channel;

	private final String queue;

	ExternalObserver(TestEnvironment environment) {
		this(environment, environment.rabbit());
	}

	ExternalObserver(TestEnvironment environment, RabbitServer rabbit) {
		this.environment = environment;
		this.jdbc = JdbcClient.create(new DriverManagerDataSource(environment.jdbcUrl(),
				environment.postgres().username(), environment.postgres().password()));
		this.queue = environment.queue(TestApplication.QUEUE);
		try {
			this.connection = rabbit.connect();
			this.channel = this.connection.createChannel();
			this.channel.confirmSelect();
		}
		catch (IOException | TimeoutException ex) {
			throw new IllegalStateException("No connection to the broker", ex);
		}
	}

	/** Starts a JVM that is made to live for seconds. */
	static JavaProcess startJvm(Class<?> main, Map<String, String> settings) {
		return JavaProcess.start(main, settings);
	}

	static ConditionFactory eventually(String what) {
		return Awaitility.await(what).atMost(Duration.ofSeconds(60)).pollInSameThread();
	}

	JdbcClient.StatementSpec sql(String sql) {
		return this.jdbc.sql(sql);
	}

	int count(String sql) {
		return this.jdbc.sql(sql).query(Integer.class).single();
	}

	/** The row of a job, every column as text. */
	Map<String, @Nullable String> row(JobId id) {
		return this.jdbc.sql("select * from compute.jobs where id = ?").param(id.value()).query((row, number) -> {
			Map<String, @Nullable String> columns = new HashMap<>();
			for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
				columns.put(row.getMetaData().getColumnName(i), row.getString(i));
			}
			return columns;
		}).single();
	}

	String status(JobId id) {
		return this.jdbc.sql("select status from compute.jobs where id = ?")
			.param(id.value())
			.query(String.class)
			.single();
	}

	void awaitStatus(JobId id, String status) {
		eventually("Job %s to be %s".formatted(id, status)).until(() -> status(id).equals(status));
	}

	int tryCount(JobId id) {
		return this.jdbc.sql("select try_count from compute.jobs where id = ?")
			.param(id.value())
			.query(Integer.class)
			.single();
	}

	/** How the recorded attempts of a job ended, in their order. */
	List<String> outcomes(JobId id) {
		return this.jdbc.sql("select outcome from compute.attempts where job_id = ? order by try_number")
			.param(id.value())
			.query(String.class)
			.list();
	}

	/** Job and try of all starts, in their order. */
	List<String> starts() {
		return this.jdbc
			.sql("select job_id || '#' || try_number from public.journal where event = 'started' order by at")
			.query(String.class)
			.list();
	}

	String queue() {
		return this.queue;
	}

	/** The broker's name of another queue. */
	String queue(String name) {
		return this.environment.queue(name);
	}

	String deadLetterQueue() {
		return this.queue + ".dlq";
	}

	/** Messages that wait for a consumer. */
	int waiting(String queue) {
		try {
			return this.channel.queueDeclarePassive(queue).getMessageCount();
		}
		catch (IOException ex) {
			throw new IllegalStateException("No queue " + queue, ex);
		}
	}

	void publish(String queue, BasicProperties properties, byte[] body) throws Exception {
		this.channel.basicPublish("", queue, properties, body);
		this.channel.waitForConfirmsOrDie(10_000);
	}

	/** Takes what is in a queue away. */
	List<GetResponse> takeAll(String queue) throws IOException {
		List<GetResponse> taken = new ArrayList<>();
		for (GetResponse next = take(queue); next != null; next = take(queue)) {
			taken.add(next);
		}
		return taken;
	}

	@Nullable GetResponse take(String queue) throws IOException {
		return this.channel.basicGet(queue, true);
	}

	void purge(String queue) throws IOException {
		this.channel.queuePurge(queue);
	}

	void delete(String queue) throws IOException {
		this.channel.queueDelete(queue);
	}

	void declare(String queue, Map<String, Object> arguments) throws IOException {
		this.channel.queueDeclare(queue, true, false, false, arguments);
	}

	boolean exists(String queue) throws IOException {
		// The broker closes the channel over which it is asked for a queue that is not
		// there.
		Channel own = this.connection.createChannel();
		try {
			own.queueDeclarePassive(queue);
			return true;
		}
		catch (IOException ex) {
			return false;
		}
		finally {
			if (own.isOpen()) {
				own.abort();
			}
		}
	}

	@Override
	public void close() {
		try {
			this.connection.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException("The connection to the broker could not be closed", ex);
		}
	}

}
