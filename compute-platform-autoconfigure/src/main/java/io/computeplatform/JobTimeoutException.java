package io.computeplatform;

import java.time.Duration;

/**
 * What a retry policy sees when an attempt ran into its queue's timeout. Never thrown to
 * an executor, which is interrupted instead.
 */
public class JobTimeoutException extends ComputeException {

	private final JobId jobId;

	private final Duration timeout;

	public JobTimeoutException(JobId jobId, int tryNumber, Duration timeout) {
		super("Try " + tryNumber + " of job " + jobId + " took longer than " + timeout);
		this.jobId = jobId;
		this.timeout = timeout;
	}

	/**
	 * Job that was running.
	 * @return its id
	 */
	public JobId jobId() {
		return this.jobId;
	}

	/**
	 * Its limit.
	 * @return the queue's timeout
	 */
	public Duration timeout() {
		return this.timeout;
	}

}
