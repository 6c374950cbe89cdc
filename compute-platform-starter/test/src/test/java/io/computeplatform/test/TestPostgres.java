package io.computeplatform.test;

import java.util.Map;

import io.computeplatform.embedded.EmbeddedPostgresServer;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/**
 * Gives every Spring Boot application of these tests one PostgreSQL, and nothing else.
 */
public final class TestPostgres implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final EmbeddedPostgresServer SERVER = start();

	private static EmbeddedPostgresServer start() {
		EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary();
		Runtime.getRuntime().addShutdownHook(new Thread(server::close));
		return server;
	}

	static Map<String, Object> properties() {
		return Map.of("spring.datasource.url", SERVER.jdbcUrl(), "spring.datasource.username", SERVER.username(),
				"spring.datasource.password", SERVER.password(), "spring.sql.init.mode", "always");
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("testPostgres", properties()));
	}

}
