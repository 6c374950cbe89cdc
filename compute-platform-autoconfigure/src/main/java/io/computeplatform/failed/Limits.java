package io.computeplatform.failed;

import io.computeplatform.InvalidJobException;

/**
 * How much one call may list.
 */
final class Limits {

	/**
	 * How many tries, and how many actions, the history of a job has.
	 */
	static final int HISTORY = 500;

	private static final int MAX = 1000;

	private Limits() {
	}

	static int check(int limit) {
		if (limit < 1 || limit > MAX) {
			throw new InvalidJobException("limit", limit, "1 to " + MAX);
		}
		return limit;
	}

}
