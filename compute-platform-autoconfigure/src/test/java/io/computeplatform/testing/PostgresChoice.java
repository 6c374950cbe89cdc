package io.computeplatform.testing;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

import io.computeplatform.embedded.EmbeddedPostgresServer;
import org.testcontainers.containers.PostgreSQLContainer;

/**
 * Chooses the PostgreSQL of the tests and says why.
 */
final class PostgresChoice {

	private static final String LOCALHOST = "127.0.0.1";

	private PostgresChoice() {
	}

	static PostgresServer choose() {
		Optional<ServerAddress> address = ServerAddress.find(System.getenv(), "_URL", "COMPUTE_TEST_POSTGRES",
				"SPRING_DATASOURCE");
		try {
			if (address.isPresent()) {
				return chosen(named(address.get()), "as %s_URL says".formatted(address.get().prefix()));
			}
			StringBuilder why = new StringBuilder();
			if (TestServers.mayBeLocal()) {
				for (String password : List.of("", "postgres")) {
					PostgresServer local = new PostgresServer(LOCALHOST, 5432, "postgres", "", "postgres", password);
					try {
						return chosen(local, "found on the standard port");
					}
					catch (SQLException ex) {
						why.append("not on port 5432 with password '%s' (%s), ".formatted(password, ex.getMessage()));
					}
				}
			}
			if (TestServers.mayBeContainer()) {
				return chosen(container(), why + "Docker answers");
			}
			return chosen(embedded(), why + "Docker not asked or not answering");
		}
		catch (SQLException ex) {
			throw new IllegalStateException("The PostgreSQL chosen for the tests can't be used", ex);
		}
	}

	static PostgresServer named(ServerAddress address) {
		return PostgresServer.of(address.get("_URL", ""), address.get("_USERNAME", "postgres"),
				address.get("_PASSWORD", ""));
	}

	/** Testcontainers removes it when this JVM ends. */
	private static PostgresServer container() {
		PostgreSQLContainer<?> container = new PostgreSQLContainer<>("postgres:17-alpine").withUsername("postgres")
			.withCommand("postgres", "-c", "max_connections=300");
		container.start();
		return PostgresServer.of(container.getJdbcUrl(), container.getUsername(), container.getPassword());
	}

	private static PostgresServer embedded() {
		EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary();
		OnJvmExit.run("close-postgres", server::close);
		return PostgresServer.of(server.jdbcUrl(), server.username(), server.password());
	}

	private static PostgresServer chosen(PostgresServer server, String why) throws SQLException {
		String version = server.version();
		System.out.printf("PostgreSQL %s at %s:%d: %s%n", version, server.host(), server.port(), why);
		return server;
	}

}
