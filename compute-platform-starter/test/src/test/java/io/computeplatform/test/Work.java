package io.computeplatform.test;

/**
 * What a job of these tests is to do.
 *
 * @param action name of the action, as {@link WorkApplication} knows it
 * @param number its parameter
 */
record Work(String action, int number) {

	static Work succeed(int number) {
		return new Work("succeed", number);
	}

	/** Fails in each try before that. */
	static Work failBefore(int tryNumber) {
		return new Work("fail-before", tryNumber);
	}

	static Work fail() {
		return failBefore(Integer.MAX_VALUE);
	}

	/** Submits a job that has one less to submit. */
	static Work submit(int number) {
		return new Work("submit", number);
	}

	/** Writes a note, then fails. */
	static Work noteAndFail() {
		return new Work("note-and-fail", 0);
	}

	/** Writes a note in a transaction of its own, which fails. */
	static Work noteInTransactionAndFail() {
		return new Work("note-in-transaction-and-fail", 0);
	}

	/** Runs a statement that fails, and returns all the same. */
	static Work swallowFailure() {
		return new Work("swallow-failure", 0);
	}

	/** Runs a statement that fails, and throws what it throws. */
	static Work failInStatement() {
		return new Work("fail-in-statement", 0);
	}

}
