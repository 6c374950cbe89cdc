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
	 * @return the same in every attempt
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
	 * Number of this attempt. The count continues when an administrator retries the job,
	 * and when it is submitted again under its id.
	 * @return 1 for the first
	 */
	int tryNumber();

	/**
	 * Number of attempts permitted. It includes the attempts before a retry by an
	 * administrator or a submit under its id.
	 * @return at least {@link #tryNumber()}
	 */
	int maxTries();

	/**
	 * Failure of the previous attempt.
	 * @return empty in the first attempt, and in the first one after the job was
	 * submitted again under its id
	 */
	Optional<JobFailure> previousFailure();

	/**
	 * Whether the attempt should stop: the job was cancelled, the attempt timed out, or
	 * the worker shuts down. The executing thread is interrupted at the same moment. From
	 * then on the executor can't change the outcome.
	 * @return whether to stop
	 */
	boolean isStopRequested();

}
