package io.computeplatform.benchmarks.server;

import java.io.IOException;
import java.io.Serializable;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * The servers that all contenders share: those that the tests would find, but no
 * containers and no embedded ones, which would be measured with them.
 *
 * @param postgres where jobs are kept
 * @param rabbit where messages are kept
 */
public record Servers(Postgres postgres, Rabbit rabbit) implements Serializable {

	/**
	 * Finds the servers.
	 * @param environment variables that name them, else they are on this machine's
	 * standard ports
	 * @throws NoServersException if one of them does not answer
	 */
	public static Servers find(Map<String, String> environment) {
		try {
			return new Servers(Postgres.of(environment), Rabbit.of(environment));
		}
		catch (SQLException ex) {
			throw new NoServersException("PostgreSQL", "COMPUTE_TEST_POSTGRES_URL (with _USERNAME and _PASSWORD)", ex);
		}
		catch (IOException | TimeoutException ex) {
			throw new NoServersException("RabbitMQ", "COMPUTE_TEST_RABBITMQ_HOST (with _PORT, _USERNAME, _PASSWORD)",
					ex);
		}
	}

	/**
	 * There is nothing to measure on.
	 */
	public static final class NoServersException extends RuntimeException {

		private NoServersException(String server, String variable, Exception cause) {
			super("%s does not answer (%s). Start it on this machine's standard port, or name another in %s."
				.formatted(server, cause.getMessage(), variable), cause);
		}

	}

}
