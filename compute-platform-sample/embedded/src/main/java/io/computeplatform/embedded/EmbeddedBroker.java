package io.computeplatform.embedded;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.BrokerImpl;
import org.apache.qpid.server.model.BrokerModel;
import org.apache.qpid.server.model.Port;
import org.apache.qpid.server.model.SystemConfig;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP 0-9-1 broker in this JVM on a loopback port, with its messages in memory. It is
 * not RabbitMQ: it accepts and ignores dead-letter exchanges, message TTL and quorum
 * queues.
 */
public final class EmbeddedBroker implements AutoCloseable {

	private static final String USERNAME = "guest";

	private static final String CONFIGURATION = """
			{
				"name": "embedded",
				"modelVersion": "%s",
				"context": {
					"queue.behaviourOnUnknownDeclareArgument": "IGNORE",
					"queue.maximumDeliveryAttempts": "1",
					"broker.failStartupWithErroredChild": "true"
				},
				"authenticationproviders": [ {
					"name": "plain",
					"type": "Plain",
					"secureOnlyMechanisms": [],
					"users": [ { "name": "%3$s", "type": "managed", "password": "%3$s" } ]
				} ],
				"ports": [ {
					"name": "amqp",
					"type": "AMQP",
					"port": "%2$d",
					"bindingAddress": "127.0.0.1",
					"authenticationProvider": "plain",
					"protocols": [ "AMQP_0_9_1" ],
					"virtualhostaliases": [
						{ "name": "name", "type": "nameAlias" },
						{ "name": "default", "type": "defaultAlias" }
					]
				} ],
				"virtualhostnodes": [ {
					"name": "default",
					"type": "Memory",
					"defaultVirtualHostNode": "true",
					"virtualHostInitialConfiguration": "{ \\"type\\": \\"Memory\\" }"
				} ]
			}
			""";

	private final Startup startup = new Startup();

	private final SystemLauncher launcher = new SystemLauncher(this.startup);

	private EmbeddedBroker(int port) throws Exception {
		// Uses files, because the broker cannot read resources from a nested jar.
		Path directory = Files.createTempDirectory("compute-platform-broker-");
		Path configuration = directory.resolve("broker.json");
		Path noSystemProperties = directory.resolve("none.properties");
		try {
			Files.writeString(configuration, CONFIGURATION.formatted(BrokerModel.MODEL_VERSION, port, USERNAME));
			Files.writeString(noSystemProperties, "");
			this.launcher.startup(Map.of(SystemConfig.TYPE, "Memory", SystemConfig.INITIAL_CONFIGURATION_LOCATION,
					configuration.toUri().toString(), SystemConfig.INITIAL_SYSTEM_PROPERTIES_LOCATION,
					noSystemProperties.toUri().toString(), SystemConfig.STARTUP_LOGGED_TO_SYSTEM_OUT, false));
		}
		finally {
			Files.deleteIfExists(configuration);
			Files.deleteIfExists(noSystemProperties);
			Files.deleteIfExists(directory);
		}
	}

	/**
	 * Starts a broker on a free port.
	 * @return the running broker
	 */
	public static EmbeddedBroker start() {
		return start(0);
	}

	/**
	 * Starts a broker on a given port, for example that of an earlier broker.
	 * @param port the port, or 0 for a free one
	 * @return the running broker
	 */
	public static EmbeddedBroker start(int port) {
		try {
			EmbeddedBroker broker = new EmbeddedBroker(port);
			if (broker.startup.failure != null) {
				throw broker.startup.failure;
			}
			return broker;
		}
		catch (Exception ex) {
			throw new EmbeddedServerException(
					"The AMQP broker did not start on port %d. The port may be in use. To use your own RabbitMQ instead, set spring.rabbitmq.host."
						.formatted(port),
					ex);
		}
	}

	public String host() {
		return "127.0.0.1";
	}

	public int port() {
		return this.startup.port;
	}

	public String username() {
		return USERNAME;
	}

	public String password() {
		return USERNAME;
	}

	@Override
	public void close() {
		this.launcher.shutdown();
	}

	/** The launcher reports failure and port to listeners only. */
	private static final class Startup extends SystemLauncherListener.DefaultSystemLauncherListener {

		private volatile int port;

		private volatile @Nullable RuntimeException failure;

		private @Nullable SystemConfig<?> system;

		@Override
		public void onContainerResolve(SystemConfig<?> systemConfig) {
			this.system = systemConfig;
		}

		@Override
		public void errorOnStartup(RuntimeException ex) {
			this.failure = ex;
		}

		@Override
		public void afterStartup() {
			if (this.failure == null && this.system != null) {
				Broker<?> broker = (Broker<?>) this.system.getContainer();
				this.port = broker.getChildren(Port.class).iterator().next().getBoundPort();
				removeShutdownHook(broker);
			}
		}

		/**
		 * The caller closes this broker. Its shutdown hook would stop it while the
		 * application still completes jobs.
		 */
		private static void removeShutdownHook(Broker<?> broker) {
			try {
				Field hook = BrokerImpl.class.getDeclaredField("_shutdownHook");
				hook.setAccessible(true);
				Runtime.getRuntime().removeShutdownHook((Thread) hook.get(broker));
			}
			catch (ReflectiveOperationException ex) {
				throw new EmbeddedServerException("This version of the broker has no field for its shutdown hook", ex);
			}
		}

	}

}
