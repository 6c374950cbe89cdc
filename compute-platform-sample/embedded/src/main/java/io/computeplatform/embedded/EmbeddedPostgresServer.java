package io.computeplatform.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;

/**
 * A PostgreSQL server that belongs to this JVM, on a free loopback port, as durable as an
 * installed one. Local connections need no password.
 * <p>
 * No shutdown hook is registered, so that the application can record outcomes before the
 * server stops. The caller must close the server. A server left running by a killed JVM
 * is stopped at the next start on the same directory, or, if its data is temporary, at
 * the next start of any temporary server.
 */
public final class EmbeddedPostgresServer implements AutoCloseable {

	private static final String USERNAME = "postgres";

	private static final String DATABASE = "postgres";

	private final ServerDirectory directory;

	private final EmbeddedPostgres server;

	private EmbeddedPostgresServer(ServerDirectory directory, int port) throws IOException {
		this.directory = directory;
		this.server = EmbeddedPostgres.builder()
			.setOverrideWorkingDirectory(ServerDirectory.binaries().toFile())
			.setDataDirectory(directory.data())
			.setPort(port)
			.setCleanDataDirectory(false)
			.setRegisterShutdownHook(false)
			.setPGStartupWait(Duration.ofSeconds(30))
			.setServerConfig("fsync", "on")
			.setServerConfig("synchronous_commit", "on")
			.setServerConfig("unix_socket_directories", "")
			.start();
	}

	/**
	 * Starts a server whose data is deleted when it is closed.
	 * @return the running server
	 */
	public static EmbeddedPostgresServer temporary() {
		return start(ServerDirectory.temporary(), 0);
	}

	/**
	 * Starts a server on the data of an earlier run, or on new data if none exists.
	 * @param directory used by this server only; created if absent
	 * @return the running server
	 */
	public static EmbeddedPostgresServer keptIn(Path directory) {
		return keptIn(directory, 0);
	}

	/**
	 * Starts a server on the data of an earlier run and on a given port, for example that
	 * of the earlier run.
	 * @param directory used by this server only; created if absent
	 * @param port the port, or 0 for a free one
	 * @return the running server
	 */
	public static EmbeddedPostgresServer keptIn(Path directory, int port) {
		return start(ServerDirectory.kept(directory), port);
	}

	private static EmbeddedPostgresServer start(ServerDirectory directory, int port) {
		try {
			if (isRoot() && !LinuxUtils.isUnshareAvailable()) {
				throw new EmbeddedServerException(
						"PostgreSQL refuses to run as root, and 'unshare -U', which would help, "
								+ "is not permitted here. Either run as a non-root user, or set spring.datasource.url "
								+ "to use your own PostgreSQL server.");
			}
			EmbeddedPostgresServer started = new EmbeddedPostgresServer(directory, port);
			directory.markInitialized();
			return started;
		}
		catch (IOException | RuntimeException ex) {
			directory.close();
			if (ex instanceof EmbeddedServerException embedded) {
				throw embedded;
			}
			throw new EmbeddedServerException(
					"PostgreSQL did not start in '%s'. The log above gives the cause. To use your own server instead, set spring.datasource.url."
						.formatted(directory.data()),
					ex);
		}
	}

	private static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

	public String jdbcUrl() {
		return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), DATABASE);
	}

	public int port() {
		return this.server.getPort();
	}

	public String username() {
		return USERNAME;
	}

	public String password() {
		return USERNAME;
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			throw new EmbeddedServerException("PostgreSQL did not stop", ex);
		}
		finally {
			this.directory.close();
		}
	}

}
