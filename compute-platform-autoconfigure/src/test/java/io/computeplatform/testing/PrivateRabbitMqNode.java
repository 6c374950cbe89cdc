package io.computeplatform.testing;

/**
 * One way to run a RabbitMQ node.
 */
sealed interface PrivateRabbitMqNode permits InstalledRabbitMq, ContainerRabbitMq {

	String host();

	int port();

	void start();

	void stop();

	void close();

	/** Runs rabbitmqctl and returns its output. */
	String control(String... arguments);

	boolean isRunning();

	String log();

}
