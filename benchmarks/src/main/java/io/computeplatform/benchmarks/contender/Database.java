package io.computeplatform.benchmarks.contender;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import io.computeplatform.benchmarks.server.Sandbox;

/**
 * A separate connection to the tables of a contender. Thread-safe.
 */
final class Database implements AutoCloseable {

	private final Connection connection;

	Database(Sandbox sandbox) throws SQLException {
		this.connection = sandbox.connect();
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
