package io.computeplatform.internal.attempt;

import io.computeplatform.internal.outbox.OutboxPublisher;

/**
 * Right of this process to run jobs. Internal, thread-safe.
 */
public interface Lease {

	/**
	 * Starts before all beans that claim attempts.
	 */
	int PHASE = OutboxPublisher.PHASE + 100;

	/**
	 * Returns the current name of the worker.
	 * @return the name
	 */
	String worker();

	/**
	 * Waits until the lease is valid.
	 * @return name of the worker
	 * @throws OutageRetry.StoppedException if the worker stops before
	 */
	String awaitValid();

	/**
	 * Whether the lease is valid, so that an attempt may start now.
	 * @return whether the lease is valid
	 */
	boolean isValid();

	/**
	 * Marks the lease as invalid before its expiry, because the database does not accept
	 * it.
	 */
	void invalidate();

}
