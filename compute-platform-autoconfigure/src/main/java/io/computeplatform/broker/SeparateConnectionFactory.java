package io.computeplatform.broker;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.AddressResolver;
import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.rabbit.connection.AbstractConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionProxy;

/**
 * A connection beside the application's shared one, with the same settings and to the
 * same node: a message that the client can't read closes the connection over which it
 * comes, and everything that uses it. Internal, thread-safe.
 */
public final class SeparateConnectionFactory extends CachingConnectionFactory {

	private SeparateConnectionFactory(AbstractConnectionFactory shared, String name, Watch watch) {
		super(shared.getRabbitConnectionFactory());
		setAddressResolver(new SameNode(shared, watch));
		setConnectionNameStrategy((factory) -> name);
		addConnectionListener((connection) -> delegate(connection).addShutdownListener((signal) -> {
			Throwable why = unreadable(signal);
			if (why != null) {
				watch.unreadable(why);
			}
		}));
	}

	/**
	 * Makes a separate connection factory, to be destroyed by the caller.
	 * @param shared the application's own
	 * @param name name that the broker shows for the connection
	 * @param watch told what becomes of the connection
	 * @return the separate one, or the shared one if that is of a kind that tells nothing
	 * about its settings
	 */
	public static ConnectionFactory beside(ConnectionFactory shared, String name, Watch watch) {
		return (shared instanceof AbstractConnectionFactory known) ? new SeparateConnectionFactory(known, name, watch)
				: shared;
	}

	/**
	 * Why the client could not read what came over a connection, if it was closed by
	 * that: a body that is too large, or headers that are nested too deep.
	 * @param signal why the connection was closed
	 * @return {@code null} for a network that failed, for what the broker refused, for a
	 * client that was closed, and if there was no memory, for which the message may not
	 * be to blame
	 */
	static @Nullable Throwable unreadable(ShutdownSignalException signal) {
		Throwable cause = signal.getCause();
		boolean refused = (cause instanceof Error && !(cause instanceof OutOfMemoryError))
				|| (cause instanceof RuntimeException
						&& !(cause instanceof ShutdownSignalException || cause instanceof RejectedExecutionException));
		return refused ? cause : null;
	}

	private static com.rabbitmq.client.Connection delegate(Connection connection) {
		Connection target = (connection instanceof ConnectionProxy proxy) ? proxy.getTargetConnection() : connection;
		return Objects.requireNonNull(target.getDelegate());
	}

	/**
	 * Finds the node to which the application is connected.
	 */
	private record SameNode(AbstractConnectionFactory shared, Watch watch) implements AddressResolver {

		@Override
		public List<Address> getAddresses() throws IOException {
			this.watch.beforeConnect();
			// Opens it if need be, by whatever list of addresses it has been given.
			try (Connection connection = this.shared.createConnection()) {
				com.rabbitmq.client.Connection delegate = delegate(connection);
				// The name it was connected by, which a certificate may have to bear.
				String host = new InetSocketAddress(delegate.getAddress(), delegate.getPort()).getHostString();
				return List.of(new Address(host, delegate.getPort()));
			}
		}

		@Override
		public String toString() {
			// For the log of Spring AMQP.
			return "the application's RabbitMQ node";
		}

	}

	/**
	 * Watches a separate connection. Called on threads of the client and of whoever
	 * connects.
	 */
	public interface Watch {

		/**
		 * The connection was closed by a message that the client can't read.
		 * @param why what the client says
		 */
		void unreadable(Throwable why);

		/**
		 * A new connection is to be opened.
		 * @throws ConnectException if it is too early for that
		 */
		default void beforeConnect() throws ConnectException {
		}

	}

}
