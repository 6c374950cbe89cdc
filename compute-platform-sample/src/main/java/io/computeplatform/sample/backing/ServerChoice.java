package io.computeplatform.sample.backing;

import java.util.HashMap;
import java.util.Map;

import io.computeplatform.embedded.EmbeddedBroker;
import io.computeplatform.embedded.EmbeddedPostgresServer;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts the servers that the configuration does not name, and prints which are used. The
 * servers are registered before other beans and destroyed after them, because a closing
 * context releases its running jobs through both servers.
 */
final class ServerChoice implements ApplicationContextInitializer<GenericApplicationContext> {

	private final Map<String, Object> properties = new HashMap<>();

	@Override
	public void initialize(GenericApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		GivenServers given = new GivenServers(environment);
		// PostgreSQL is started last, so that no later failure leaves its process
		// running.
		if (given.hasRabbit()) {
			print("AMQP broker", "yours", given.rabbit());
		}
		else {
			startBroker(context.getDefaultListableBeanFactory());
		}
		if (given.hasPostgres()) {
			print("PostgreSQL", "yours", given.postgres());
		}
		else {
			startPostgres(context.getDefaultListableBeanFactory());
		}
		environment.getPropertySources().addLast(new MapPropertySource("embeddedServers", this.properties));
	}

	private void startPostgres(DefaultListableBeanFactory beans) {
		EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary();
		beans.registerDisposableBean("embeddedPostgres", server::close);
		this.properties.put("spring.datasource.url", server.jdbcUrl());
		this.properties.put("spring.datasource.username", server.username());
		this.properties.put("spring.datasource.password", server.password());
		print("PostgreSQL", "embedded, empty again after each run", server.jdbcUrl());
	}

	private void startBroker(DefaultListableBeanFactory beans) {
		EmbeddedBroker broker = EmbeddedBroker.start();
		beans.registerDisposableBean("embeddedBroker", broker::close);
		this.properties.put("spring.rabbitmq.host", broker.host());
		this.properties.put("spring.rabbitmq.port", broker.port());
		this.properties.put("spring.rabbitmq.username", broker.username());
		this.properties.put("spring.rabbitmq.password", broker.password());
		print("AMQP broker", "embedded Apache Qpid, empty again after each run",
				"amqp://%s:%d".formatted(broker.host(), broker.port()));
	}

	private static void print(String server, String which, String where) {
		System.out.printf("%-12s %s (%s)%n", server, where, which);
	}

}
