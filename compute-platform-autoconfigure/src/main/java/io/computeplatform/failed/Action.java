package io.computeplatform.failed;

import java.util.Arrays;
import java.util.Locale;

/**
 * What an administrator can do.
 */
public enum Action {

	/**
	 * One more try was granted to a failed job.
	 */
	RETRY,

	/**
	 * A copy of a failed job with another payload was submitted, and the original
	 * discarded.
	 */
	RETRY_EDITED,

	/**
	 * Nothing more is to be done about a failed job, or about a rejected message of a
	 * queue.
	 */
	DISCARD,

	/**
	 * A discarded job was made failed again.
	 */
	RESTORE,

	/**
	 * A job was deleted with its attempts. What is recorded about it stays.
	 */
	DELETE,

	/**
	 * An operation or a queue was paused.
	 */
	PAUSE,

	/**
	 * An operation or a queue was resumed.
	 */
	RESUME,

	/**
	 * An operation was aborted.
	 */
	ABORT,

	/**
	 * Jobs of a queue were moved to another one.
	 */
	MOVE,

	/**
	 * The dead letters of a queue were compared with its failed jobs, and the differences
	 * mended.
	 */
	REPAIR,

	/**
	 * A rejected message was put back into the queue in which it was found.
	 */
	MOVE_BACK,

	/**
	 * Recorded by a newer version of this library, which knows what it means.
	 */
	UNKNOWN;

	private final String value = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * The form used in the database and at endpoints.
	 * @return lower case, words joined by a hyphen
	 */
	public String value() {
		return this.value;
	}

	static Action of(String value) {
		return Arrays.stream(values()).filter((action) -> action.value.equals(value)).findFirst().orElse(UNKNOWN);
	}

}
