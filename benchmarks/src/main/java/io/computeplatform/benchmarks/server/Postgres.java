package io.computeplatform.benchmarks.server;

import java.io.Serializable;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;

/**
 * A PostgreSQL server.
 *
 * @param url JDBC URL of a database that exists
 * @param username user that may create databases
 * @param password password of that user
 */
public record Postgres(String url, String username, String password) implements Serializable {

	static Postgres of(Map<String, String> environment) throws SQLException {
		for (String prefix : new String[] { "COMPUTE_TEST_POSTGRES", "SPRING_DATASOURCE" }) {
			String url = environment.getOrDefault(prefix + "_URL", "");
			if (!url.isBlank()) {
				Postgres named = new Postgres(url, environment.getOrDefault(prefix + "_USERNAME", "postgres"),
						environment.getOrDefault(prefix + "_PASSWORD", ""));
				named.execute("select 1");
				return named;
			}
		}
		Postgres local = new Postgres("jdbc:postgresql://127.0.0.1:5432/postgres", "postgres", "postgres");
		local.execute("select 1");
		return local;
	}

	/** The same server behind another address. */
	Postgres at(String newHost, int newPort) {
		return new Postgres(this.url.replaceFirst("^jdbc:postgresql://[^/?]+",
				"jdbc:postgresql://%s:%d".formatted(newHost, newPort)), this.username, this.password);
	}

	String host() {
		return uri().getHost();
	}

	int port() {
		return (uri().getPort() < 0) ? 5432 : uri().getPort();
	}

	private URI uri() {
		return URI.create(this.url.substring("jdbc:".length()));
	}

	/** JDBC URL of another database on the same server. */
	String url(String database) {
		return this.url.replaceFirst("^(jdbc:postgresql://[^/?]+)(/[^?]*)?", "$1/" + database);
	}

	public Connection connect() throws SQLException {
		return DriverManager.getConnection(this.url, this.username, this.password);
	}

	void execute(String sql) throws SQLException {
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
