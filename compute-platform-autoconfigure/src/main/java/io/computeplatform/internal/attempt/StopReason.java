package io.computeplatform.internal.attempt;

/**
 * Why an attempt was stopped from outside of its executor.
 */
public enum StopReason {

	/**
	 * It took longer than its queue allows.
	 */
	TIMED_OUT,

	/**
	 * The lease of its worker was lost, so that the job is retried elsewhere.
	 */
	LEASE_LOST,

	/**
	 * Its job was cancelled.
	 */
	CANCELLED,

	/**
	 * The worker stops, and its shutdown grace is over.
	 */
	SHUTDOWN,

	/**
	 * The attempt stopped its worker itself, by ending the process or closing the
	 * application.
	 */
	STOPPED_WORKER

}
