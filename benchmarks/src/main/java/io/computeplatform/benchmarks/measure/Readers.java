package io.computeplatform.benchmarks.measure;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import io.computeplatform.benchmarks.server.Sandbox;
import org.jspecify.annotations.Nullable;

/**
 * Readers of all tables. Each reads again and again in a long transaction. They overlap,
 * so that at any time one of them has an old snapshot.
 */
final class Readers implements AutoCloseable {

	private static final int READERS = 4;

	private final Duration length;

	private final List<Connection> connections = new ArrayList<>();

	private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(READERS);

	private final List<ScheduledFuture<?>> reads = new ArrayList<>();

	private final CompletableFuture<@Nullable Void> failure = new CompletableFuture<>();

	Readers(Sandbox sandbox, Duration length) throws SQLException {
		this.length = length;
		for (int reader = 0; reader < READERS; reader++) {
			Connection connection = sandbox.connect();
			this.connections.add(connection);
			connection.setAutoCommit(false);
			connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
			this.reads.add(this.executor.scheduleWithFixedDelay(() -> read(connection),
					length.multipliedBy(reader).dividedBy(READERS).toNanos(), 1, TimeUnit.NANOSECONDS));
		}
	}

	private void read(Connection connection) {
		try (Statement statement = connection.createStatement()) {
			List<String> counts = new ArrayList<>();
			try (ResultSet rows = statement.executeQuery("""
					select format('select count(*) from %I.%I', schemaname, relname) from pg_stat_user_tables""")) {
				while (rows.next()) {
					counts.add(rows.getString(1));
				}
			}
			for (String count : counts) {
				statement.execute(count);
			}
			statement.execute("select pg_sleep(%s)".formatted(this.length.toMillis() / 1e3));
			connection.commit();
		}
		catch (SQLException ex) {
			this.failure.completeExceptionally(ex);
			// Ends the repetition.
			throw new IllegalStateException("Tables can't be read", ex);
		}
	}

	@Override
	public void close() throws SQLException {
		// Throws the failure of a reader that ended too early.
		this.failure.getNow(null);
		this.reads.forEach((read) -> read.cancel(false));
		this.executor.shutdown();
		for (Connection connection : this.connections) {
			connection.abort(Runnable::run);
		}
	}

}
