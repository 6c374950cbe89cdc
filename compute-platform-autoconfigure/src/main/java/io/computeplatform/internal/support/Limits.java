package io.computeplatform.internal.support;

import io.computeplatform.InvalidJobException;

/**
 * Limits of lists. Internal.
 */
public final class Limits {

	/**
	 * Maximum number of attempts, and of audit entries, in the history of a job.
	 */
	public static final int HISTORY = 500;

	private static final int MAX = 1000;

	private Limits() {
	}

	/**
	 * Validates the limit of a caller.
	 * @param limit 1 to 1000
	 * @return the limit
	 * @throws InvalidJobException if it is out of range
	 */
	public static int check(int limit) {
		if (limit < 1 || limit > MAX) {
			throw new InvalidJobException("limit", limit, "1 to " + MAX);
		}
		return limit;
	}

}
