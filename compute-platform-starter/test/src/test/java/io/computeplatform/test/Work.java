package io.computeplatform.test;

/**
 * The payload of a job in these tests: an action for its executor.
 *
 * @param action name of the action, defined in {@link WorkApplication}
 * @param number its parameter
 */
record Work(String action, int number) {

	static Work succeed(int number) {
		return new Work("succeed", number);
	}

	/** Fails each attempt before the given try. */
	static Work failBefore(int tryNumber) {
		return new Work("fail-before", tryNumber);
	}

	static Work fail() {
		return failBefore(Integer.MAX_VALUE);
	}

	/** Submits a chain of jobs, each with a number one lower. */
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

	/** Runs a statement that fails, and swallows the exception. */
	static Work swallowFailure() {
		return new Work("swallow-failure", 0);
	}

	/** Reports progress, a log line and its number as the result. */
	static Work report(int number) {
		return new Work("report", number);
	}

	/** Runs a statement that fails, and throws its exception. */
	static Work failInStatement() {
		return new Work("fail-in-statement", 0);
	}

}
