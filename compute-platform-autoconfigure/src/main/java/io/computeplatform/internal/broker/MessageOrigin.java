package io.computeplatform.internal.broker;

import java.util.UUID;
import java.util.function.Supplier;

/**
 * Identity of the database that this application's messages name. Internal, thread-safe.
 */
public final class MessageOrigin {

	private final UUID database;

	private final Supplier<UUID> callers;

	/**
	 * Creates an origin.
	 * @param database identity of the database that the workers use
	 * @param callers reads the identity of the calling thread's database
	 */
	public MessageOrigin(UUID database, Supplier<UUID> callers) {
		this.database = database;
		this.callers = callers;
	}

	/**
	 * Identity of the database that the workers use.
	 * @return its identity
	 */
	public UUID database() {
		return this.database;
	}

	/**
	 * Identity of the calling thread's database, which a routing data source may choose.
	 * @return its identity
	 */
	public UUID callersDatabase() {
		return this.callers.get();
	}

}
