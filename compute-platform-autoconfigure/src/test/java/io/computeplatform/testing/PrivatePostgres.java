package io.computeplatform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import io.computeplatform.embedded.EmbeddedPostgresServer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that a test may crash: installed on this machine, else embedded. Port and
 * data stay the same over restarts.
 */
public abstract sealed class PrivatePostgres implements AutoCloseable {

	private final Path directory;

	private final int port = LocalCommands.freePort();

	private boolean closed;

	private PrivatePostgres(Path directory) {
		this.directory = directory;
		OnJvmExit.run("close-private-postgres", this::close);
	}

	public static PrivatePostgres start() {
		List<Path> places = LocalCommands.subdirectories(Path.of("/usr/lib/postgresql"), "bin");
		PrivatePostgres postgres = LocalCommands.find("initdb", places)
			.<PrivatePostgres>map((initdb) -> new Installed(temporaryDirectory(), initdb))
			.orElseGet(() -> new Embedded(temporaryDirectory()));
		postgres.resume();
		return postgres;
	}

	static PrivatePostgres startEmbedded() {
		PrivatePostgres postgres = new Embedded(temporaryDirectory());
		postgres.resume();
		return postgres;
	}

	public PostgresServer server() {
		return new PostgresServer("127.0.0.1", this.port, "postgres", "", "postgres", "postgres");
	}

	/** Crashes the server: what was not flushed is lost, connections just end. */
	public abstract void stop();

	/** Starts the server again after it was stopped. */
	public abstract void resume();

	public void restart() {
		stop();
		resume();
	}

	abstract boolean isRunning();

	@Override
	public synchronized void close() {
		if (!this.closed) {
			this.closed = true;
			if (isRunning()) {
				stop();
			}
			LocalCommands.delete(this.directory);
		}
	}

	Path directory() {
		return this.directory;
	}

	private static Path temporaryDirectory() {
		try {
			return Files.createTempDirectory("compute-postgres-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static final class Installed extends PrivatePostgres {

		private final Path binaries;

		private final Path data;

		private final Path log;

		private Installed(Path directory, Path initdb) {
			super(directory);
			this.binaries = initdb.getParent();
			this.data = directory.resolve("data");
			this.log = directory.resolve("commands.log");
			if (isRoot()) {
				openTo(directory);
			}
			postgres("initdb", "-D", this.data.toString(), "-A", "trust", "-U", "postgres", "-E", "UTF8");
		}

		@Override
		public void stop() {
			postgres("pg_ctl", "-D", this.data.toString(), "-m", "immediate", "-w", "stop");
		}

		@Override
		public void resume() {
			postgres("pg_ctl", "-D", this.data.toString(), "-l", this.data.resolve("server.log").toString(), "-o",
					"-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=".formatted(server().port()), "-w",
					"start");
		}

		@Override
		boolean isRunning() {
			return Files.exists(this.data.resolve("postmaster.pid"));
		}

		private void postgres(String command, String... arguments) {
			List<String> line = new ArrayList<>();
			if (isRoot()) {
				// PostgreSQL refuses to run as root.
				line.addAll(List.of("runuser", "-u", "postgres", "--"));
			}
			line.add(this.binaries.resolve(command).toString());
			line.addAll(List.of(arguments));
			LocalCommands.run(this.log, line);
		}

		private static boolean isRoot() {
			return "root".equals(System.getProperty("user.name"));
		}

		private static void openTo(Path directory) {
			try {
				Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	private static final class Embedded extends PrivatePostgres {

		private @Nullable EmbeddedPostgresServer embedded;

		private Embedded(Path directory) {
			super(directory);
		}

		@Override
		public void stop() {
			EmbeddedPostgresServer running = this.embedded;
			if (running == null) {
				throw new IllegalStateException("PostgreSQL is not running");
			}
			this.embedded = null;
			crash();
			// Nothing is left to stop but the directory is given back.
			running.close();
		}

		private void crash() {
			String pid = LocalCommands.read(directory().resolve("data/postmaster.pid"))
				.lines()
				.findFirst()
				.orElseThrow();
			LocalCommands.run(directory().resolve("commands.log"), List.of("kill", "-QUIT", pid));
			Awaitility.await("PostgreSQL to end")
				.until(() -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty());
		}

		@Override
		public void resume() {
			this.embedded = EmbeddedPostgresServer.keptIn(directory(), server().port());
		}

		@Override
		boolean isRunning() {
			return this.embedded != null;
		}

	}

}
