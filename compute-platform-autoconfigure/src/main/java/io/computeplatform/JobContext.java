package io.computeplatform;

import java.util.Optional;

/**
 * One attempt of a job, as its executor sees it. Thread-safe.
 *
 * @param <P> type of the payload
 */
public interface JobContext<P> {

	/**
	 * Id of the job.
	 * @return the same in every try
	 */
	JobId id();

	/**
	 * Queue the job came from.
	 * @return its name, without prefix
	 */
	String queue();

	/**
	 * What was submitted.
	 * @return the payload
	 */
	P payload();

	/**
	 * Number of this try.
	 * @return 1 for the first
	 */
	int tryNumber();

	/**
	 * How many tries the job may have.
	 * @return at least {@link #tryNumber()}
	 */
	int maxTries();

	/**
	 * How the previous try failed.
	 * @return empty in the first try, also of a job that was submitted again under its id
	 */
	Optional<JobFailure> previousFailure();

	/**
	 * Whether the attempt should stop: the job was cancelled, ran into its timeout, or
	 * the worker shuts down. The executing thread is interrupted at the same moment; what
	 * the executor does afterwards no longer changes the outcome.
	 * @return whether to stop
	 */
	boolean isCancelled();

}
