package io.computeplatform.sample.backing;

import java.util.HashMap;
import java.util.Map;

import io.computeplatform.embedded.EmbeddedBroker;
import io.computeplatform.embedded.EmbeddedPostgresServer;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts the servers that the configuration does not name, and says which are used.
 */
final class ServerChoice implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private final Map<String, Object> properties = new HashMap<>();

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		ConfigurableEnvironment environment = context.getEnvironment();
		GivenServers given = new GivenServers(environment);
		if (given.hasPostgres()) {
			say("PostgreSQL", "yours", given.postgres());
		}
		else {
			startPostgres();
		}
		if (given.hasRabbit()) {
			say("AMQP broker", "yours", given.rabbit());
		}
		else {
			startBroker();
		}
		environment.getPropertySources().addLast(new MapPropertySource("embeddedServers", this.properties));
	}

	private void startPostgres() {
		EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary();
		closeAfterContexts(server::close);
		this.properties.put("spring.datasource.url", server.jdbcUrl());
		this.properties.put("spring.datasource.username", server.username());
		this.properties.put("spring.datasource.password", server.password());
		say("PostgreSQL", "embedded, empty again after each run", server.jdbcUrl());
	}

	private void startBroker() {
		EmbeddedBroker broker = EmbeddedBroker.start();
		closeAfterContexts(broker::close);
		this.properties.put("spring.rabbitmq.host", broker.host());
		this.properties.put("spring.rabbitmq.port", broker.port());
		this.properties.put("spring.rabbitmq.username", broker.username());
		this.properties.put("spring.rabbitmq.password", broker.password());
		say("AMQP broker", "embedded Apache Qpid, empty again after each run",
				"amqp://%s:%d".formatted(broker.host(), broker.port()));
	}

	/** A context that closes gives its running jobs back, for which it needs both. */
	private static void closeAfterContexts(Runnable close) {
		SpringApplication.getShutdownHandlers().add(close);
	}

	private static void say(String server, String which, String where) {
		System.out.printf("%-12s %s (%s)%n", server, where, which);
	}

}
