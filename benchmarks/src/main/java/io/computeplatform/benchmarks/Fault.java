package io.computeplatform.benchmarks;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * What happens to a contender while it runs jobs.
 */
enum Fault {

	RESTART("PostgreSQL restart") {
		@Override
		void inject(ChaosScene scene) throws IOException {
			scene.postgres().crash();
			scene.postgres().start();
		}
	},

	KILLED_BACKENDS("pg_terminate_backend twice a second") {
		@Override
		void inject(ChaosScene scene) throws SQLException, InterruptedException {
			try (Connection connection = scene.sandbox().connect()) {
				while (!scene.isOver()) {
					terminateOthers(connection);
					TimeUnit.MILLISECONDS.sleep(500);
				}
			}
		}
	},

	EXHAUSTED_CONNECTIONS("all connections used by others") {
		@Override
		void inject(ChaosScene scene) throws SQLException, InterruptedException {
			Deque<Connection> held = new ArrayDeque<>();
			try (Connection connection = scene.sandbox().connect()) {
				while (!scene.isOver()) {
					// The contender's connections too, in competition with its pool.
					hold(scene, held);
					terminateOthers(connection);
					TimeUnit.MILLISECONDS.sleep(20);
				}
			}
			finally {
				while (!held.isEmpty()) {
					held.pop().close();
				}
			}
		}
	},

	KILLED_WORKER("kill of one of two workers") {
		@Override
		void inject(ChaosScene scene) {
			scene.killWorker(0);
		}
	},

	KILLED_WORKERS("repeated kills of workers") {
		@Override
		void inject(ChaosScene scene) throws Exception {
			for (int worker = 0; !scene.isOver(); worker = 1 - worker) {
				scene.killWorker(worker);
				scene.startWorker(worker);
			}
		}
	};

	private static final String TOO_MANY_CONNECTIONS = "53300";

	private final String title;

	Fault(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

	/** Injects the fault. One that lasts ends when the scene is over. */
	abstract void inject(ChaosScene scene) throws Exception;

	private static void terminateOthers(Connection connection) throws SQLException {
		try (Statement statement = connection.createStatement()) {
			statement.execute("""
					select pg_terminate_backend(pid) from pg_stat_activity
					where datname = current_database() and pid <> pg_backend_pid()""");
		}
	}

	/** Opens connections until the server refuses one. */
	private static void hold(ChaosScene scene, Deque<Connection> held) throws SQLException {
		try {
			while (true) {
				held.push(scene.postgres().address().connect());
			}
		}
		catch (SQLException ex) {
			if (!TOO_MANY_CONNECTIONS.equals(ex.getSQLState())) {
				throw ex;
			}
		}
	}

}
