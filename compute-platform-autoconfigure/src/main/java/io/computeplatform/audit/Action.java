package io.computeplatform.audit;

import java.util.Arrays;
import java.util.Locale;

/**
 * Action of an administrator.
 */
public enum Action {

	/**
	 * A failed job was granted one more attempt.
	 */
	RETRY,

	/**
	 * A copy of a failed job with another payload was submitted, and the original
	 * discarded.
	 */
	RETRY_EDITED,

	/**
	 * A failed job or a rejected message was closed: no further action is needed.
	 */
	DISCARD,

	/**
	 * A discarded job was made failed again.
	 */
	RESTORE,

	/**
	 * A job was deleted with its attempts. Its audit entries stay.
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
	 * repaired.
	 */
	REPAIR,

	/**
	 * A rejected message was published again to the queue in which it was found.
	 */
	MOVE_BACK,

	/**
	 * An action that a newer version of this library has written and this version does
	 * not know.
	 */
	UNKNOWN;

	private final String value = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * Value of the action in the database and at endpoints.
	 * @return lower case, words joined by a hyphen
	 */
	public String value() {
		return this.value;
	}

	/**
	 * Finds an action by its value.
	 * @param value form used in the database and at endpoints
	 * @return the action, {@link #UNKNOWN} if this version has none
	 */
	public static Action of(String value) {
		return Arrays.stream(values()).filter((action) -> action.value.equals(value)).findFirst().orElse(UNKNOWN);
	}

}
