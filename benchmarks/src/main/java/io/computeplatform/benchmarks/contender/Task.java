package io.computeplatform.benchmarks.contender;

import java.util.Arrays;

/**
 * What a worker does for a job. Thread-safe.
 */
@FunctionalInterface
public interface Task {

	/**
	 * Runs a job.
	 * @param work payload of the job
	 * @throws DeliberateFailure if the job is to be tried again
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

		/** The same, with a stack trace as long as that of any other contender. */
		DeliberateFailure shortened() {
			setStackTrace(Arrays.copyOf(getStackTrace(), FRAMES));
			return this;
		}

	}

}
