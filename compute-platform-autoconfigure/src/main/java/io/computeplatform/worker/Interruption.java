package io.computeplatform.worker;

/**
 * Why an attempt was stopped from outside.
 */
enum Interruption {

	/**
	 * It took longer than its queue allows.
	 */
	TIMED_OUT,

	/**
	 * The lease of its worker was lost, so that the job is tried again elsewhere.
	 */
	LEASE_LOST,

	/**
	 * Its job was cancelled.
	 */
	CANCELLED,

	/**
	 * The worker stops, and the time for running jobs is over.
	 */
	SHUTDOWN,

	/**
	 * It stopped its worker itself, by ending the process or closing the application.
	 */
	STOPPED_WORKER

}
