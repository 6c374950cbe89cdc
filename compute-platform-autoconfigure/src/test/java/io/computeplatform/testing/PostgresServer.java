package io.computeplatform.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Where a PostgreSQL server is and how to log in.
 *
 * @param host name or address
 * @param port port
 * @param database a database that exists
 * @param parameters what follows the database in a JDBC URL, with its question mark, or
 * nothing
 * @param username user that may create databases
 * @param password password of that user
 */
public record PostgresServer(String host, int port, String database, String parameters, String username,
		String password) {

	private static final String JDBC = "jdbc:postgresql://";

	static PostgresServer of(String url, String username, String password) {
		if (!url.startsWith(JDBC)) {
			throw new IllegalArgumentException("Not a PostgreSQL URL with a host: '%s'".formatted(url));
		}
		String address = url.substring(JDBC.length());
		int slash = address.indexOf('/');
		String authority = (slash < 0) ? address : address.substring(0, slash);
		String path = (slash < 0) ? "" : address.substring(slash + 1);
		int question = path.indexOf('?');
		String database = (question < 0) ? path : path.substring(0, question);
		String parameters = (question < 0) ? "" : path.substring(question);
		int colon = authority.lastIndexOf(':');
		String host = (colon < 0) ? authority : authority.substring(0, colon);
		int port = (colon < 0) ? 5432 : Integer.parseInt(authority.substring(colon + 1));
		return new PostgresServer(host, port, database.isEmpty() ? "postgres" : database, parameters, username,
				password);
	}

	public String url() {
		return url(this.database);
	}

	public String url(String database) {
		return JDBC + this.host + ":" + this.port + "/" + database + this.parameters;
	}

	public Connection connect() throws SQLException {
		return connect(this.database);
	}

	public Connection connect(String database) throws SQLException {
		Properties properties = new Properties();
		properties.setProperty("user", this.username);
		properties.setProperty("password", this.password);
		properties.setProperty("connectTimeout", "5");
		return DriverManager.getConnection(url(database), properties);
	}

	void execute(String sql) {
		execute(this.database, sql);
	}

	void execute(String database, String sql) {
		try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException("Could not execute '%s' in database %s".formatted(sql, database), ex);
		}
	}

	void drop(String database) {
		execute("drop database if exists " + database + " with (force)");
	}

	String version() throws SQLException {
		try (Connection connection = connect()) {
			return connection.getMetaData().getDatabaseProductVersion();
		}
	}

}
