package io.computeplatform.benchmarks.server;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes places and removes them, all that are left when this process ends. Thread-safe.
 */
public final class Places {

	private final Servers servers;

	private final String run = "bench_" + UUID.randomUUID().toString().substring(0, 8);

	private final AtomicInteger count = new AtomicInteger();

	private final Set<Sandbox> open = ConcurrentHashMap.newKeySet();

	public Places(Servers servers) {
		this.servers = servers;
		Runtime.getRuntime().addShutdownHook(new Thread(this::removeAll, "remove-places"));
	}

	public Sandbox create() throws SQLException {
		Sandbox place = new Sandbox(this.servers, this.run + "_" + this.count.incrementAndGet());
		this.open.add(place);
		this.servers.postgres().execute("create database " + place.name());
		return place;
	}

	public void remove(Sandbox place) throws SQLException, IOException, TimeoutException {
		place.remove();
		this.open.remove(place);
	}

	private void removeAll() {
		for (Sandbox place : this.open) {
			try {
				remove(place);
			}
			catch (SQLException | IOException | TimeoutException ex) {
				System.err.printf("Database and queues '%s' are left behind: %s%n", place.name(), ex);
			}
		}
	}

}
