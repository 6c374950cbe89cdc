package io.computeplatform.dispatch;

import java.time.Duration;
import java.util.function.Consumer;

import io.computeplatform.store.Database;

/**
 * Tells the relay of this process when a row is going to owe its message, so that it need
 * not look all the time. Internal, thread-safe.
 */
public final class OwedLater {

	private final Database database;

	private volatile Consumer<Duration> relay = (in) -> {
	};

	OwedLater(Database database) {
		this.database = database;
	}

	/**
	 * Chooses who is told.
	 * @param relay told after how long there is something to send
	 */
	public void tell(Consumer<Duration> relay) {
		this.relay = relay;
	}

	/**
	 * Notes that a row owes its message later, once the caller's transaction has
	 * committed.
	 * @param in after how long
	 */
	public void afterCommit(Duration in) {
		this.database.afterCommit(() -> this.relay.accept(in));
	}

}
