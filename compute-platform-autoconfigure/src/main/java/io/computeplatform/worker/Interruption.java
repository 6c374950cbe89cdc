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
