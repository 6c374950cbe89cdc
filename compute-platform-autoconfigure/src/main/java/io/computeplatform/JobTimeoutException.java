package io.computeplatform;

import java.time.Duration;

/**
 * Passed to retry policies when an attempt timed out. Executors never get it; they are
 * interrupted instead.
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
	 * Timeout that was exceeded.
	 * @return the queue's timeout
	 */
	public Duration timeout() {
		return this.timeout;
	}

}
