package io.computeplatform.test;

import java.util.Map;

import io.computeplatform.embedded.EmbeddedPostgresServer;

import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Configures one PostgreSQL server for all Spring Boot applications of these tests.
 */
public final class TestPostgres implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final String DATABASE = "jobs_test";

	private static final EmbeddedPostgresServer SERVER = start();

	private static EmbeddedPostgresServer start() {
		EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary();
		JdbcClient.create(new DriverManagerDataSource(server.jdbcUrl(), server.username(), server.password()))
			.sql("create database " + DATABASE)
			.update();
		Runtime.getRuntime().addShutdownHook(new Thread(server::close));
		return server;
	}

	/** A database whose name does not mark it as one for tests. */
	static String urlOfAnotherDatabase() {
		return SERVER.jdbcUrl();
	}

	static Map<String, Object> properties() {
		return Map.of("spring.datasource.url", SERVER.jdbcUrl().replaceFirst("/[^/]*$", "/" + DATABASE),
				"spring.datasource.username", SERVER.username(), "spring.datasource.password", SERVER.password(),
				"spring.sql.init.mode", "always");
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("testPostgres", properties()));
	}

}
