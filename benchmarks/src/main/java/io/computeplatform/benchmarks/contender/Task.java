package io.computeplatform.benchmarks.contender;

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

		public DeliberateFailure(int number) {
			super("Job %d fails on purpose".formatted(number));
		}

	}

}
