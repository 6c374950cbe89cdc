package io.computeplatform.benchmarks.measure;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Other transactions in the contender's database, because of which dead tuples can't be
 * removed.
 */
public enum Stress {

	/** A report, a backup or a forgotten transaction. */
	SNAPSHOT("an open snapshot") {
		@Override
		AutoCloseable begin(Sandbox sandbox, Duration length) throws SQLException {
			Connection connection = sandbox.connect();
			connection.setAutoCommit(false);
			connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			try (Statement statement = connection.createStatement()) {
				// The first statement takes the snapshot.
				statement.execute("select");
			}
			return connection;
		}
	},

	READERS("four overlapping readers") {
		@Override
		AutoCloseable begin(Sandbox sandbox, Duration length) throws SQLException {
			return new Readers(sandbox, length);
		}
	};

	private final String title;

	Stress(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

	/**
	 * Begins the transactions.
	 * @param length duration of those that end by themselves
	 * @return ends them
	 */
	abstract AutoCloseable begin(Sandbox sandbox, Duration length) throws SQLException;

}
