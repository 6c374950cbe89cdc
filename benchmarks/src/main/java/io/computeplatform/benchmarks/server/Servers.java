package io.computeplatform.benchmarks.server;

import java.io.IOException;
import java.io.Serializable;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * The servers that all contenders share: those that the tests use, except containers and
 * embedded servers, which would distort the measurements.
 *
 * @param postgres PostgreSQL server
 * @param rabbit RabbitMQ server
 */
public record Servers(Postgres postgres, Rabbit rabbit) implements Serializable {

	/**
	 * Finds the servers.
	 * @param environment variables that name them; the default is the standard ports of
	 * this machine
	 * @throws NoServersException if one of them can't be reached
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
	 * A required server can't be reached.
	 */
	public static final class NoServersException extends RuntimeException {

		private NoServersException(String server, String variable, Exception cause) {
			super("%s can't be reached (%s). Start it on the standard port of this machine, or name another one in %s."
				.formatted(server, cause.getMessage(), variable), cause);
		}

	}

}
