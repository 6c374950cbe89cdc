package io.computeplatform.benchmarks.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL server that may be crashed. It runs the programs of the shared server, so
 * that server has to be on this machine. Port and data stay the same over restarts.
 */
public final class PrivatePostgres implements AutoCloseable {

	private static final String LOOPBACK = "127.0.0.1";

	private static final String USER = "postgres";

	/** Few, so that they are soon exhausted, and more than the contenders' pools have. */
	private static final int CONNECTIONS = 60;

	private final Path programs;

	private final Path directory;

	private final int port;

	private PrivatePostgres(Path programs) throws IOException {
		this.programs = programs;
		this.directory = Files.createTempDirectory("benchmark-postgres-");
		try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
			this.port = free.getLocalPort();
		}
	}

	/**
	 * Creates a server and starts it.
	 * @return the server, or empty if the programs of the shared one are not on this
	 * machine, or its user may not see where they are
	 */
	public static Optional<PrivatePostgres> create(Postgres shared) throws SQLException, IOException {
		Optional<Path> programs = programs(shared);
		if (programs.isEmpty()) {
			return Optional.empty();
		}
		PrivatePostgres created = new PrivatePostgres(programs.get());
		if (isRoot()) {
			Files.setPosixFilePermissions(created.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		}
		Runtime.getRuntime().addShutdownHook(new Thread(created::remove, "remove-private-postgres"));
		created.run("initdb", "-D", created.data(), "-A", "trust", "-U", USER, "-E", "UTF8");
		created.start();
		return Optional.of(created);
	}

	private static Optional<Path> programs(Postgres shared) throws SQLException {
		try (Connection connection = shared.connect(); Statement statement = connection.createStatement()) {
			if (!"t".equals(text(statement, "select rolsuper from pg_roles where rolname = current_user"))) {
				return Optional.empty();
			}
			return Optional.of(Path.of(text(statement, "select setting from pg_config where name = 'BINDIR'")))
				.filter((programs) -> Files.isExecutable(programs.resolve("initdb")));
		}
	}

	private static String text(Statement statement, String sql) throws SQLException {
		try (ResultSet rows = statement.executeQuery(sql)) {
			rows.next();
			return rows.getString(1);
		}
	}

	public Postgres address() {
		return new Postgres("jdbc:postgresql://%s:%d/postgres".formatted(LOOPBACK, this.port), USER, "");
	}

	/** Stops the server at once, without a checkpoint. */
	public void crash() throws IOException {
		run("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
	}

	/** Starts the server, and waits until it has recovered. */
	public void start() throws IOException {
		run("pg_ctl", "-D", data(), "-l", data() + "/server.log", "-w", "-o",
				"-p %d -c listen_addresses=%s -c unix_socket_directories= -c max_connections=%d -c superuser_reserved_connections=0"
					.formatted(this.port, LOOPBACK, CONNECTIONS),
				"start");
	}

	private String data() {
		return this.directory.resolve("data").toString();
	}

	private void run(String program, String... arguments) throws IOException {
		List<String> command = new ArrayList<>();
		if (isRoot()) {
			// PostgreSQL refuses to run as root.
			command.addAll(List.of("runuser", "-u", USER, "--"));
		}
		command.add(this.programs.resolve(program).toString());
		command.addAll(List.of(arguments));
		Path log = this.directory.resolve("commands.log");
		int exit = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
			.start()
			.onExit()
			.join()
			.exitValue();
		if (exit != 0) {
			throw new IOException("%s failed:%n%s".formatted(command, Files.readString(log)));
		}
	}

	private static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

	@Override
	public void close() throws IOException {
		if (Files.exists(Path.of(data(), "postmaster.pid"))) {
			crash();
		}
		FileSystemUtils.deleteRecursively(this.directory);
	}

	private void remove() {
		try {
			close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("%s is left behind".formatted(this.directory), ex);
		}
	}

}
