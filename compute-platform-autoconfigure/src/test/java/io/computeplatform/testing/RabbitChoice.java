package io.computeplatform.testing;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

import io.computeplatform.embedded.EmbeddedBroker;
import org.testcontainers.containers.RabbitMQContainer;

/**
 * Chooses the AMQP broker of the tests and says why.
 */
final class RabbitChoice {

	private static final String LOCALHOST = "127.0.0.1";

	private static final String GUEST = "guest";

	private RabbitChoice() {
	}

	static RabbitServer choose() {
		Optional<ServerAddress> address = ServerAddress.find(System.getenv(), "_HOST", "COMPUTE_TEST_RABBITMQ",
				"SPRING_RABBITMQ");
		try {
			if (address.isPresent()) {
				return chosen(named(address.get()), "as %s_HOST says".formatted(address.get().prefix()));
			}
			String why = "";
			if (TestServers.mayBeLocal()) {
				try {
					return chosen(RabbitServer.at(LOCALHOST, 5672, GUEST, GUEST), "found on the standard port");
				}
				catch (IOException | TimeoutException ex) {
					why = "not on port 5672 (%s), ".formatted(ex);
				}
			}
			if (TestServers.mayBeContainer()) {
				return chosen(container(), why + "Docker answers");
			}
			return chosen(embedded(), why + "Docker not asked or not answering");
		}
		catch (IOException | TimeoutException ex) {
			throw new IllegalStateException("The AMQP broker chosen for the tests can't be used", ex);
		}
	}

	static RabbitServer named(ServerAddress address) throws IOException, TimeoutException {
		return RabbitServer.at(address.get("_HOST", LOCALHOST), Integer.parseInt(address.get("_PORT", "5672")),
				address.get("_USERNAME", GUEST), address.get("_PASSWORD", GUEST));
	}

	/** Testcontainers removes it when this JVM ends. */
	private static RabbitServer container() throws IOException, TimeoutException {
		RabbitMQContainer container = new RabbitMQContainer("rabbitmq:4-alpine");
		container.start();
		return RabbitServer.at(container.getHost(), container.getAmqpPort(), container.getAdminUsername(),
				container.getAdminPassword());
	}

	private static RabbitServer embedded() throws IOException, TimeoutException {
		EmbeddedBroker broker = EmbeddedBroker.start();
		OnJvmExit.run("close-broker", broker::close);
		return RabbitServer.at(broker.host(), broker.port(), broker.username(), broker.password());
	}

	private static RabbitServer chosen(RabbitServer server, String why) {
		System.out.printf("%s %s at %s:%d: %s%n", server.product(), server.version(), server.host(), server.port(),
				why);
		return server;
	}

}
