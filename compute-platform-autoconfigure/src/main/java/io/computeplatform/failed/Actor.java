package io.computeplatform.failed;

import org.jspecify.annotations.Nullable;

/**
 * Knows who acts.
 */
@FunctionalInterface
interface Actor {

	String UNKNOWN = "unknown";

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
			return known;
		}
		return (said != null) ? said : UNKNOWN;
	}

}
