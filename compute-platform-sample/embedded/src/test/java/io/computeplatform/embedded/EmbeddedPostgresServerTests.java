package io.computeplatform.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class EmbeddedPostgresServerTests {

	@Test
	void acceptsConnectionsAndIsAsDurableAsAnInstalledServer() throws Exception {
		try (EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary()) {
			assertThat(query(server, "select 1")).isEqualTo("1");
			assertThat(query(server, "show fsync")).isEqualTo("on");
			assertThat(query(server, "show synchronous_commit")).isEqualTo("on");
		}
	}

	@Test
	void keptDirectoryKeepsItsData(@TempDir Path directory) throws Exception {
		try (EmbeddedPostgresServer server = EmbeddedPostgresServer.keptIn(directory)) {
			execute(server, "create table kept as select 42 as answer");
		}
		try (EmbeddedPostgresServer server = EmbeddedPostgresServer.keptIn(directory)) {
			assertThat(query(server, "select answer from kept")).isEqualTo("42");
		}
	}

	@Test
	void keptDirectoryServesOneServerAtATime(@TempDir Path directory) {
		try (EmbeddedPostgresServer server = EmbeddedPostgresServer.keptIn(directory)) {
			assertThatExceptionOfType(EmbeddedServerException.class)
				.isThrownBy(() -> EmbeddedPostgresServer.keptIn(directory))
				.withMessageContaining("in use by another process");
			assertThat(server.port()).isPositive();
		}
	}

	@Test
	void serverLeftBehindByKilledJvmIsStoppedAndItsDataKept(@TempDir Path directory) throws Exception {
		String orphan = startInJvmThatIsKilled(directory, directory.resolve("kept").toString());

		try (EmbeddedPostgresServer server = EmbeddedPostgresServer.keptIn(directory.resolve("kept"))) {
			assertThat(query(server, "select answer from kept")).isEqualTo("42");
			assertStopped(orphan);
		}
	}

	@Test
	void temporaryServerLeftBehindByKilledJvmIsStoppedByTheNextOne(@TempDir Path directory) throws Exception {
		String orphan = startInJvmThatIsKilled(directory);
		DriverManager.getConnection(orphan, "postgres", "").close();

		try (EmbeddedPostgresServer server = EmbeddedPostgresServer.temporary()) {
			assertThat(query(server, "select 1")).isEqualTo("1");
			assertStopped(orphan);
		}
	}

	@Test
	void serversOfThisJvmKeepRunningWhenAnotherJvmStartsOne(@TempDir Path directory) throws Exception {
		try (EmbeddedPostgresServer first = EmbeddedPostgresServer.temporary();
				EmbeddedPostgresServer second = EmbeddedPostgresServer.temporary()) {
			startInJvmThatIsKilled(directory);

			assertThat(query(first, "select 1")).isEqualTo("1");
			assertThat(query(second, "select 1")).isEqualTo("1");
		}
	}

	private static String startInJvmThatIsKilled(Path directory, String... arguments) throws Exception {
		Path output = directory.resolve("output.txt");
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), KilledApplication.class.getName()));
		command.addAll(List.of(arguments));
		Process killed = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT)
			.redirectOutput(output.toFile())
			.start();
		assertThat(killed.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(killed.exitValue()).isEqualTo(137);
		return Files.readString(output).strip();
	}

	private static void assertStopped(String url) {
		assertThatExceptionOfType(SQLException.class)
			.isThrownBy(() -> DriverManager.getConnection(url, "postgres", "").close());
	}

	private static void execute(EmbeddedPostgresServer server, String sql) throws SQLException {
		try (Connection connection = connect(server); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private static String query(EmbeddedPostgresServer server, String sql) throws SQLException {
		try (Connection connection = connect(server);
				Statement statement = connection.createStatement();
				ResultSet result = statement.executeQuery(sql)) {
			assertThat(result.next()).isTrue();
			return result.getString(1);
		}
	}

	private static Connection connect(EmbeddedPostgresServer server) throws SQLException {
		return DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
	}

	/** Creates data and ends as if by SIGKILL, without cleanup. */
	static final class KilledApplication {

		private KilledApplication() {
		}

		public static void main(String[] args) throws Exception {
			EmbeddedPostgresServer server = (args.length > 0) ? EmbeddedPostgresServer.keptIn(Path.of(args[0]))
					: EmbeddedPostgresServer.temporary();
			execute(server, "create table kept as select 42 as answer");
			System.out.println(server.jdbcUrl());
			Runtime.getRuntime().halt(137);
		}

	}

}
