package io.computeplatform.benchmarks.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes the network between an application and PostgreSQL slow. It delays each piece of
 * data, in both directions.
 */
public final class DelayingProxy implements AutoCloseable {

	private final Postgres target;

	private final Duration delay;

	private final ServerSocket listener;

	private final ExecutorService threads = Executors.newCachedThreadPool();

	/**
	 * Starts a proxy.
	 * @param roundTrip time that it adds to a request with its response
	 */
	public DelayingProxy(Postgres target, Duration roundTrip) throws IOException {
		this.target = target;
		this.delay = roundTrip.dividedBy(2);
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.threads.execute(this::accept);
	}

	/** The target behind the proxy. */
	public Postgres address() {
		return this.target.at(this.listener.getInetAddress().getHostAddress(), this.listener.getLocalPort());
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.listener.accept();
				Socket server = new Socket(this.target.host(), this.target.port());
				client.setTcpNoDelay(true);
				server.setTcpNoDelay(true);
				this.threads.execute(() -> forward(client, server));
				this.threads.execute(() -> forward(server, client));
			}
		}
		catch (IOException ex) {
			if (!this.listener.isClosed()) {
				throw new IllegalStateException("The proxy failed", ex);
			}
		}
	}

	/** Forwards until one side closes its connection, and closes that of the other. */
	private void forward(Socket from, Socket to) {
		byte[] buffer = new byte[1 << 16];
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
				LockSupport.parkNanos(this.delay.toNanos());
				out.write(buffer, 0, length);
			}
		}
		catch (SocketException ex) {
			// The other direction has closed both.
		}
		catch (IOException ex) {
			throw new IllegalStateException("The proxy failed", ex);
		}
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		this.threads.shutdown();
	}

}
