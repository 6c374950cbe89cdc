package io.computeplatform.benchmarks.contender;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.computeplatform.benchmarks.server.Sandbox;

/**
 * A look at the tables of a contender from outside. Thread-safe.
 */
final class Database implements AutoCloseable {

	private final Connection connection;

	Database(Sandbox place) throws SQLException {
		this.connection = place.connect();
	}

	synchronized void execute(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement()) {
			statement.execute(sql);
		}
	}

	synchronized long number(String sql) throws SQLException {
		try (Statement statement = this.connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
			rows.next();
			return rows.getLong(1);
		}
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
