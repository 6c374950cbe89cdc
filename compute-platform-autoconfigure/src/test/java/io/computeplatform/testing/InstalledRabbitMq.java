package io.computeplatform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A node of the RabbitMQ installed on this machine that shares nothing with the one that
 * may be running: neither files, nor ports, nor name, nor Erlang's port mapper.
 */
final class InstalledRabbitMq implements PrivateRabbitMqNode {

	private static final Duration TO_STOP = Duration.ofSeconds(30);

	private final Path command;

	private final Path directory;

	private final Path output;

	private final int port = LocalCommands.freePort();

	private final int distributionPort = LocalCommands.freePort();

	private final int mapperPort = LocalCommands.freePort();

	private @Nullable Process mapper;

	private @Nullable Process process;

	InstalledRabbitMq(Path command, Path directory, List<String> configuration, String advancedConfiguration) {
		this.command = command;
		this.directory = directory;
		this.output = directory.resolve("output.log");
		write("rabbitmq.conf",
				"listeners.tcp.1 = 127.0.0.1:" + this.port + "\n" + String.join("\n", configuration) + "\n");
		write("advanced.config", advancedConfiguration);
		write("enabled_plugins", "[].");
		write("rabbitmq-env.conf", "");
	}

	@Override
	public String host() {
		return "127.0.0.1";
	}

	@Override
	public int port() {
		return this.port;
	}

	@Override
	public void start() {
		if (this.mapper == null) {
			// In the foreground: RabbitMQ would leave a daemon behind.
			this.mapper = launch("epmd", "-port", String.valueOf(this.mapperPort), "-address", "127.0.0.1");
		}
		this.process = launch(this.command.toString());
	}

	@Override
	public void stop() {
		Process running = Objects.requireNonNull(this.process, "RabbitMQ is not running");
		// The script ends with its node.
		running.destroy();
		Awaitility.await("RabbitMQ to stop").atMost(TO_STOP).until(() -> !running.isAlive());
	}

	@Override
	public String control(String... arguments) {
		Path answer = this.directory.resolve("control.log");
		List<String> line = new ArrayList<>(List.of(this.command.resolveSibling("rabbitmqctl").toString(), "-q"));
		line.addAll(List.of(arguments));
		LocalCommands.delete(answer);
		LocalCommands.run(answer, line, environment());
		return LocalCommands.read(answer);
	}

	@Override
	public void close() {
		kill(this.process);
		kill(this.mapper);
	}

	private static void kill(@Nullable Process process) {
		if (process != null) {
			List<ProcessHandle> all = process.descendants().toList();
			process.destroyForcibly();
			all.forEach(ProcessHandle::destroyForcibly);
			Awaitility.await("Processes to end")
				.until(() -> !process.isAlive() && all.stream().noneMatch(ProcessHandle::isAlive));
		}
	}

	@Override
	public boolean isRunning() {
		return this.process != null && this.process.isAlive();
	}

	@Override
	public String log() {
		return LocalCommands.read(this.output);
	}

	private Process launch(String... line) {
		ProcessBuilder builder = new ProcessBuilder(line).directory(this.directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(this.output.toFile()));
		builder.environment().putAll(environment());
		try {
			return builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Map<String, String> environment() {
		return Map.ofEntries(Map.entry("HOME", this.directory.toString()),
				Map.entry("ERL_EPMD_PORT", String.valueOf(this.mapperPort)), Map.entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
				Map.entry("RABBITMQ_NODENAME", "compute-" + this.port + "@localhost"),
				Map.entry("RABBITMQ_DIST_PORT", String.valueOf(this.distributionPort)),
				Map.entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
				Map.entry("RABBITMQ_CONF_ENV_FILE", path("rabbitmq-env.conf")),
				Map.entry("RABBITMQ_CONFIG_FILE", path("rabbitmq.conf")),
				Map.entry("RABBITMQ_ADVANCED_CONFIG_FILE", path("advanced.config")),
				Map.entry("RABBITMQ_ENABLED_PLUGINS_FILE", path("enabled_plugins")),
				Map.entry("RABBITMQ_GENERATED_CONFIG_DIR", path("generated")),
				Map.entry("RABBITMQ_SCHEMA_DIR", path("schema")), Map.entry("RABBITMQ_MNESIA_BASE", path("mnesia")),
				Map.entry("RABBITMQ_LOG_BASE", path("log")));
	}

	private String path(String name) {
		return this.directory.resolve(name).toString();
	}

	private void write(String name, String content) {
		try {
			Files.writeString(this.directory.resolve(name), content);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
