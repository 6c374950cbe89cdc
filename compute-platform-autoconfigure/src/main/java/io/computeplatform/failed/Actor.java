package io.computeplatform.failed;

import io.computeplatform.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Knows who acts.
 */
@FunctionalInterface
interface Actor {

	String UNKNOWN = "unknown";

	int MAX_NAME = 200;

	/**
	 * Finds the name of the caller.
	 * @return the name, or {@code null} if it is not known
	 */
	@Nullable String name();

	/**
	 * The name to record.
	 * @param said what the caller calls itself
	 * @return the known name, else what was said
	 */
	default String nameOr(@Nullable String said) {
		String known = name();
		if (known != null) {
			// Whoever is authenticated may act, however long the name is.
			return PlainText.of(known, MAX_NAME);
		}
		return (said != null) ? said : UNKNOWN;
	}

}
