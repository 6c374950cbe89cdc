package io.computeplatform.control;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A queue that was paused manually. Later versions may add methods: applications read
 * this type and do not implement it.
 */
public interface PausedQueue {

	/**
	 * {@return name of the queue, without prefix}
	 */
	String queue();

	/**
	 * {@return reason for administrators}
	 */
	String comment();

	/**
	 * {@return when it was paused, by the database's clock}
	 */
	Instant pausedAt();

	/**
	 * {@return who paused it; {@code null} if it was paused by an older version}
	 */
	@Nullable String actor();

}
