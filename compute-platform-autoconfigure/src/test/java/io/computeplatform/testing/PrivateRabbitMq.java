package io.computeplatform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.testcontainers.DockerClientFactory;

/**
 * A RabbitMQ that a test may configure and stop: installed on this machine, else in a
 * container. Port and data stay the same over restarts.
 */
public final class PrivateRabbitMq implements AutoCloseable {

	private static final Duration TO_START = Duration.ofMinutes(3);

	private final Path directory;

	private final PrivateRabbitMqNode node;

	private @Nullable RabbitServer server;

	private boolean closed;

	private PrivateRabbitMq(Path directory, PrivateRabbitMqNode node) {
		this.directory = directory;
		this.node = node;
		OnJvmExit.run("close-private-rabbitmq", this::close);
	}

	public static boolean available() {
		return installed().isPresent() || DockerClientFactory.instance().isDockerAvailable();
	}

	/** Skips a test that needs a RabbitMQ of its own where there can't be one. */
	public static void assumeAvailable() {
		Assumptions.assumeTrue(available(), "Needs RabbitMQ installed (rabbitmq-server) or Docker");
	}

	/**
	 * Starts a node.
	 * @param configuration lines of rabbitmq.conf, such as
	 * {@code consumer_timeout = 2000}
	 */
	public static PrivateRabbitMq start(String... configuration) {
		return start(List.of(configuration), "[].");
	}

	/**
	 * Starts a node.
	 * @param configuration lines of rabbitmq.conf
	 * @param advancedConfiguration all of advanced.config, such as {@code [{rabbit,
	 * [{channel_tick_interval, 1000}]}].}
	 */
	public static PrivateRabbitMq start(List<String> configuration, String advancedConfiguration) {
		assumeAvailable();
		try {
			Path directory = Files.createTempDirectory("compute-rabbitmq-");
			PrivateRabbitMqNode node = installed()
				.<PrivateRabbitMqNode>map(
						(command) -> new InstalledRabbitMq(command, directory, configuration, advancedConfiguration))
				.orElseGet(() -> new ContainerRabbitMq(configuration, advancedConfiguration));
			PrivateRabbitMq rabbit = new PrivateRabbitMq(directory, node);
			rabbit.resume();
			return rabbit;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public RabbitServer server() {
		return Objects.requireNonNull(this.server, "RabbitMQ was not started");
	}

	/** Stops the node in an orderly way. */
	public void stop() {
		this.node.stop();
	}

	/** Starts the node again after it was stopped. */
	public void resume() {
		this.node.start();
		try {
			this.server = Awaitility.await("RabbitMQ to accept a log-in")
				.atMost(TO_START)
				.pollInterval(Duration.ofMillis(100))
				.ignoreExceptionsMatching((ex) -> ex instanceof IOException || ex instanceof TimeoutException)
				.failFast("RabbitMQ has ended", () -> !this.node.isRunning())
				.until(() -> RabbitServer.at(this.node.host(), this.node.port(), "guest", "guest"), Objects::nonNull);
		}
		catch (ConditionTimeoutException | TerminalFailureException ex) {
			String log = this.node.log();
			close();
			throw new IllegalStateException("RabbitMQ did not start. Its log: " + log, ex);
		}
	}

	/**
	 * Runs rabbitmqctl.
	 * @param arguments its arguments
	 * @return its output
	 */
	public String control(String... arguments) {
		return this.node.control(arguments);
	}

	public void restart() {
		stop();
		resume();
	}

	@Override
	public synchronized void close() {
		if (!this.closed) {
			this.closed = true;
			this.node.close();
			LocalCommands.delete(this.directory);
		}
	}

	/**
	 * The script itself rather than a distribution's wrapper, which runs as certain users
	 * only.
	 */
	private static Optional<Path> installed() {
		return LocalCommands.find("rabbitmq-server", List.of(Path.of("/usr/lib/rabbitmq/bin")));
	}

}
