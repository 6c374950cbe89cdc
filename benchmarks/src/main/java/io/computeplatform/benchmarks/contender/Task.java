package io.computeplatform.benchmarks.contender;

import java.util.Arrays;

/**
 * The work of a job. Thread-safe.
 */
@FunctionalInterface
public interface Task {

	/**
	 * Runs a job.
	 * @param work payload of the job
	 * @throws DeliberateFailure if the job is to be retried
	 */
	void run(Work work);

	/**
	 * Fails an attempt.
	 */
	final class DeliberateFailure extends RuntimeException {

		private static final int FRAMES = 12;

		public DeliberateFailure(int number) {
			super("Job %d fails on purpose".formatted(number));
		}

		/** Shortens the stack trace to the same length for all contenders. */
		DeliberateFailure shortened() {
			setStackTrace(Arrays.copyOf(getStackTrace(), FRAMES));
			return this;
		}

	}

}
