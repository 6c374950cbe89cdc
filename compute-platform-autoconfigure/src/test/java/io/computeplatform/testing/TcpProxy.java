package io.computeplatform.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server on a loopback port, and fails on demand.
 */
public final class TcpProxy implements AutoCloseable {

	private final ServerSocket listener;

	private final String targetHost;

	private final int targetPort;

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final Object stallMonitor = new Object();

	private final Set<String> heldRequests = ConcurrentHashMap.newKeySet();

	private boolean stalled;

	private volatile boolean cut;

	private volatile long delayMillis;

	private volatile @Nullable String lostAnswer;

	private final AtomicInteger refused = new AtomicInteger();

	private final AtomicInteger answersToLose = new AtomicInteger();

	private TcpProxy(String targetHost, int targetPort) throws IOException {
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.targetHost = targetHost;
		this.targetPort = targetPort;
	}

	public static TcpProxy to(String targetHost, int targetPort) {
		try {
			TcpProxy proxy = new TcpProxy(targetHost, targetPort);
			daemon("accept", proxy::accept);
			return proxy;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public String host() {
		return this.listener.getInetAddress().getHostAddress();
	}

	public int port() {
		return this.listener.getLocalPort();
	}

	/** Ends all connections, and every new one at once, until healed. */
	public void cut() {
		this.cut = true;
		closeAll();
	}

	public void heal() {
		this.cut = false;
	}

	/** Keeps connections open and forwards nothing, until resumed. */
	public void stall() {
		synchronized (this.stallMonitor) {
			this.stalled = true;
		}
	}

	public void resume() {
		synchronized (this.stallMonitor) {
			this.stalled = false;
			this.stallMonitor.notifyAll();
		}
	}

	/**
	 * Whether a client has sent this text to the stalled server, as the first that it has
	 * sent on its connection since the stall.
	 */
	public boolean isHeld(String text) {
		return this.heldRequests.stream().anyMatch((request) -> request.contains(text));
	}

	/** Forwards each piece of data that much later; zero for at once. */
	public void delay(Duration time) {
		this.delayMillis = time.toMillis();
	}

	/**
	 * Ends a connection instead of forwarding an answer of the server: what it tells has
	 * happened, and the client does not learn of it.
	 * @param text what is in the answer
	 * @param times how many answers are lost
	 */
	public void loseAnswers(String text, int times) {
		this.lostAnswer = text;
		this.answersToLose.set(times);
	}

	/** How many answers are still to be lost. */
	public int answersToLose() {
		return Math.max(0, this.answersToLose.get());
	}

	/** How many connections were refused since the proxy started. */
	public int refused() {
		return this.refused.get();
	}

	/** How many connections there are. */
	public int connections() {
		return this.sockets.size() / 2;
	}

	/** Ends all current connections with RST, as a crash of the other side would. */
	public void reset() {
		for (Socket socket : this.sockets) {
			try {
				socket.setSoLinger(true, 0);
			}
			catch (IOException ex) {
				end(socket);
			}
		}
		closeAll();
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		cut();
		resume();
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				connect(this.listener.accept());
			}
			catch (IOException ex) {
				// Closing the listener ends the loop.
				continue;
			}
		}
	}

	private void connect(Socket client) {
		Socket server = new Socket();
		this.sockets.add(client);
		this.sockets.add(server);
		try {
			refuseIfCut();
			server.connect(new InetSocketAddress(this.targetHost, this.targetPort));
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			refuseIfCut();
			AtomicInteger openDirections = new AtomicInteger(2);
			daemon("to-server", () -> pump(client, server, client, openDirections));
			daemon("to-client", () -> pump(server, client, client, openDirections));
		}
		catch (IOException ex) {
			// A server that is down looks so through the proxy too.
			end(client);
			end(server);
		}
	}

	private void refuseIfCut() throws SocketException {
		if (this.cut) {
			this.refused.incrementAndGet();
			throw new SocketException("The connection is cut");
		}
	}

	private void pump(Socket from, Socket to, Socket client, AtomicInteger openDirections) {
		byte[] buffer = new byte[16 * 1024];
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				String data = new String(buffer, 0, count, StandardCharsets.ISO_8859_1);
				if (to == client && isLost(data)) {
					throw new SocketException("The answer is lost");
				}
				awaitDelay(to);
				if (to == client) {
					awaitResume(to);
				}
				else {
					this.heldRequests.add(data);
					awaitResume(to);
					this.heldRequests.remove(data);
				}
				out.write(buffer, 0, count);
			}
			awaitResume(to);
			to.shutdownOutput();
			if (openDirections.decrementAndGet() == 0) {
				end(from);
				end(to);
			}
		}
		catch (IOException ex) {
			// One side is gone: so is the connection.
			end(from);
			end(to);
		}
	}

	private boolean isLost(String answer) {
		String lost = this.lostAnswer;
		return lost != null && answer.contains(lost) && this.answersToLose.getAndDecrement() > 0;
	}

	private void awaitDelay(Socket to) {
		try {
			Thread.sleep(this.delayMillis);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			end(to);
		}
	}

	private void awaitResume(Socket to) {
		synchronized (this.stallMonitor) {
			while (this.stalled && !to.isClosed()) {
				try {
					this.stallMonitor.wait();
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					end(to);
				}
			}
		}
	}

	private void closeAll() {
		this.sockets.forEach(this::end);
		synchronized (this.stallMonitor) {
			this.stallMonitor.notifyAll();
		}
	}

	private void end(Socket socket) {
		this.sockets.remove(socket);
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void daemon(String name, Runnable task) {
		Thread thread = new Thread(task, "tcp-proxy-" + name);
		thread.setDaemon(true);
		thread.start();
	}

}
