package io.computeplatform.internal.broker;

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

import org.springframework.amqp.AmqpAuthenticationException;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.amqp.rabbit.connection.AbstractConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionListener;
import org.springframework.amqp.rabbit.connection.ConnectionProxy;
import org.springframework.beans.factory.DisposableBean;

/**
 * A connection beside the application's shared one, with the same settings and to the
 * same node. A message that the client can't read closes the connection over which it is
 * delivered, for all its users. Internal, thread-safe.
 */
public final class SeparateConnectionFactory implements ConnectionFactory, DisposableBean {

	private final CachingConnectionFactory connections;

	private SeparateConnectionFactory(AbstractConnectionFactory shared, String name, ConnectionCallback watch) {
		this.connections = new CachingConnectionFactory(shared.getRabbitConnectionFactory());
		this.connections.setAddressResolver(new SameNode(shared, watch));
		this.connections.setConnectionNameStrategy((factory) -> name);
		this.connections.addConnectionListener((connection) -> delegate(connection).addShutdownListener((signal) -> {
			Throwable why = unreadable(signal);
			if (why != null) {
				watch.unreadable(why);
			}
		}));
	}

	/**
	 * Creates a separate connection factory, to be destroyed by the caller.
	 * @param shared the application's own
	 * @param name name that the broker shows for the connection
	 * @param watch gets the events of the connection
	 * @return the separate one, or the shared one if it is of a kind that does not expose
	 * its settings
	 */
	public static ConnectionFactory separateFrom(ConnectionFactory shared, String name, ConnectionCallback watch) {
		return (shared instanceof AbstractConnectionFactory known) ? new SeparateConnectionFactory(known, name, watch)
				: shared;
	}

	/**
	 * Why the client could not read data of a connection, if that closed it: a body that
	 * is too large, or headers that are nested too deep.
	 * @param signal why the connection was closed
	 * @return {@code null} for a network failure, a refusal by the broker, a client that
	 * was closed, and an OutOfMemoryError, which the message may not have caused
	 */
	static @Nullable Throwable unreadable(ShutdownSignalException signal) {
		Throwable cause = signal.getCause();
		boolean refused = (cause instanceof Error && !(cause instanceof OutOfMemoryError))
				|| (cause instanceof RuntimeException
						&& !(cause instanceof ShutdownSignalException || cause instanceof RejectedExecutionException));
		return refused ? cause : null;
	}

	@Override
	public Connection createConnection() {
		try {
			return this.connections.createConnection();
		}
		catch (AmqpAuthenticationException ex) {
			// The same credentials worked when the application started. With an
			// authentication failure a container would stop permanently.
			throw new AmqpConnectException(String.valueOf(ex.getMessage()), ex);
		}
	}

	@Override
	public String getHost() {
		return this.connections.getHost();
	}

	@Override
	public int getPort() {
		return this.connections.getPort();
	}

	@Override
	public String getVirtualHost() {
		return this.connections.getVirtualHost();
	}

	@Override
	public String getUsername() {
		return this.connections.getUsername();
	}

	@Override
	public void addConnectionListener(ConnectionListener listener) {
		this.connections.addConnectionListener(listener);
	}

	@Override
	public boolean removeConnectionListener(ConnectionListener listener) {
		return this.connections.removeConnectionListener(listener);
	}

	@Override
	public void clearConnectionListeners() {
		this.connections.clearConnectionListeners();
	}

	@Override
	public void destroy() {
		this.connections.destroy();
	}

	private static com.rabbitmq.client.Connection delegate(Connection connection) {
		Connection target = (connection instanceof ConnectionProxy proxy) ? proxy.getTargetConnection() : connection;
		return Objects.requireNonNull(target.getDelegate());
	}

	/**
	 * Resolves the node to which the application is connected.
	 */
	private record SameNode(AbstractConnectionFactory shared, ConnectionCallback watch) implements AddressResolver {

		@Override
		public List<Address> getAddresses() throws IOException {
			this.watch.beforeConnect();
			// Opens it if necessary, with the configured list of addresses.
			try (Connection connection = this.shared.createConnection()) {
				com.rabbitmq.client.Connection delegate = delegate(connection);
				// The name of the connection's address, which a certificate may have to
				// match.
				String host = new InetSocketAddress(delegate.getAddress(), delegate.getPort()).getHostString();
				return List.of(new Address(host, delegate.getPort()));
			}
		}

		@Override
		public String toString() {
			// Appears in the log of Spring AMQP.
			return "the application's RabbitMQ node";
		}

	}

	/**
	 * Listener of a separate connection. Called on threads of the client and of callers
	 * that connect.
	 */
	public interface ConnectionCallback {

		/**
		 * Called when a message that the client can't read closed the connection.
		 * @param why message of the client
		 */
		void unreadable(Throwable why);

		/**
		 * Called before a new connection is opened.
		 * @throws ConnectException if it is too early for that
		 */
		default void beforeConnect() throws ConnectException {
		}

	}

}
