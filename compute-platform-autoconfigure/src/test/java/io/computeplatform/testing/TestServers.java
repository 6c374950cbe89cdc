package io.computeplatform.testing;

import org.testcontainers.DockerClientFactory;

/**
 * The PostgreSQL and the RabbitMQ of all tests in this JVM. For each the first of these
 * is taken: the address in the environment ({@code COMPUTE_TEST_POSTGRES_URL},
 * {@code COMPUTE_TEST_RABBITMQ_HOST}, or Spring's own variables), a server on this
 * machine's standard port, a container if Docker answers, a server embedded in this JVM.
 * {@code COMPUTE_TEST_SERVERS=docker} leaves out the second, {@code embedded} also the
 * third.
 */
public final class TestServers {

	private static final String RESTRICTION = System.getenv().getOrDefault("COMPUTE_TEST_SERVERS", "");

	private TestServers() {
	}

	public static PostgresServer postgres() {
		return Postgres.CHOSEN;
	}

	public static RabbitServer rabbit() {
		return Rabbit.CHOSEN;
	}

	static boolean mayBeLocal() {
		return RESTRICTION.isEmpty();
	}

	static boolean mayBeContainer() {
		return !RESTRICTION.equals("embedded") && DockerClientFactory.instance().isDockerAvailable();
	}

	private static final class Postgres {

		static final PostgresServer CHOSEN = PostgresChoice.choose();

	}

	private static final class Rabbit {

		static final RabbitServer CHOSEN = RabbitChoice.choose();

	}

}
