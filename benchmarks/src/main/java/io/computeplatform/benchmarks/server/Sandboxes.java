package io.computeplatform.benchmarks.server;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Creates and removes sandboxes. Removes the remaining ones when this process exits.
 * Thread-safe.
 */
public final class Sandboxes {

	private final Servers servers;

	private final String run = "bench_" + UUID.randomUUID().toString().substring(0, 8);

	private final AtomicInteger count = new AtomicInteger();

	private final Set<Sandbox> open = ConcurrentHashMap.newKeySet();

	public Sandboxes(Servers servers) {
		this.servers = servers;
		Runtime.getRuntime().addShutdownHook(new Thread(this::removeAll, "remove-sandboxes"));
	}

	public Sandbox create() throws SQLException {
		Sandbox sandbox = new Sandbox(this.servers, this.run + "_" + this.count.incrementAndGet());
		this.open.add(sandbox);
		this.servers.postgres().execute("create database " + sandbox.name());
		return sandbox;
	}

	public void remove(Sandbox sandbox) throws SQLException, IOException, TimeoutException {
		sandbox.remove();
		this.open.remove(sandbox);
	}

	private void removeAll() {
		for (Sandbox sandbox : this.open) {
			try {
				remove(sandbox);
			}
			catch (SQLException | IOException | TimeoutException ex) {
				System.err.printf("Database and queues '%s' are left behind: %s%n", sandbox.name(), ex);
			}
		}
	}

}
