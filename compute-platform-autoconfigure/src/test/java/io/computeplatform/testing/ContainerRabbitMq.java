package io.computeplatform.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.Stream;

import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.RabbitMQContainer;
import org.testcontainers.images.builder.Transferable;

/**
 * RabbitMQ in a container. Only the broker in it is stopped and started, as another
 * container would have another port.
 */
final class ContainerRabbitMq implements PrivateRabbitMqNode {

	private final RabbitMQContainer container;

	ContainerRabbitMq(List<String> configuration, String advancedConfiguration) {
		this.container = new RabbitMQContainer("rabbitmq:4-alpine")
			.withCopyToContainer(Transferable.of(String.join("\n", configuration) + "\n"),
					"/etc/rabbitmq/conf.d/90-test.conf")
			.withCopyToContainer(Transferable.of(advancedConfiguration), "/etc/rabbitmq/advanced.config");
	}

	@Override
	public String host() {
		return this.container.getHost();
	}

	@Override
	public int port() {
		return this.container.getAmqpPort();
	}

	@Override
	public void start() {
		if (isRunning()) {
			control("start_app");
		}
		else {
			this.container.start();
		}
	}

	@Override
	public void stop() {
		control("stop_app");
	}

	@Override
	public void close() {
		this.container.stop();
	}

	@Override
	public boolean isRunning() {
		return this.container.isRunning();
	}

	@Override
	public String log() {
		return this.container.getLogs();
	}

	@Override
	public String control(String... arguments) {
		String[] command = Stream.concat(Stream.of("rabbitmqctl", "-q"), Stream.of(arguments)).toArray(String[]::new);
		try {
			ExecResult result = this.container.execInContainer(command);
			if (result.getExitCode() != 0) {
				throw new IllegalStateException("%s failed: %s".formatted(String.join(" ", command), result));
			}
			return result.getStdout();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted during " + String.join(" ", command), ex);
		}
	}

}
