package io.computeplatform.internal.audit;

import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the caller of an action.
 */
@FunctionalInterface
interface Actor {

	String UNKNOWN = "unknown";

	int MAX_NAME = 200;

	/**
	 * Returns the name of the caller.
	 * @return the name, or {@code null} if it is not known
	 */
	@Nullable String name();

	/**
	 * Returns the name for the audit entry.
	 * @param said name that the caller gave
	 * @return the known name, else the given one
	 */
	default String nameOr(@Nullable String said) {
		String known = name();
		if (known != null) {
			// The name of an authenticated user is truncated instead of refused.
			return PlainText.of(known, MAX_NAME);
		}
		return (said != null) ? said : UNKNOWN;
	}

}
