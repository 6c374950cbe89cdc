package io.computeplatform.internal.outbox;

import java.time.Duration;
import java.util.function.Consumer;

import io.computeplatform.internal.store.Database;

/**
 * Schedules the relay of this process for the time when a message becomes due, so that it
 * need not poll often. Internal, thread-safe.
 */
public final class RelayTrigger {

	private final Database database;

	private volatile Consumer<Duration> relay = (in) -> {
	};

	RelayTrigger(Database database) {
		this.database = database;
	}

	/**
	 * Sets the relay.
	 * @param relay gets the time until a message is due
	 */
	public void setRelay(Consumer<Duration> relay) {
		this.relay = relay;
	}

	/**
	 * Schedules the relay once the caller's transaction has committed.
	 * @param in time until a message is due
	 */
	public void afterCommit(Duration in) {
		this.database.afterCommit(() -> this.relay.accept(in));
	}

}
