package io.computeplatform;

/**
 * Passed to retry policies when the worker of an attempt was lost. Executors never get
 * it.
 */
public class WorkerLostException extends ComputeException {

	private final JobId jobId;

	private final String worker;

	public WorkerLostException(JobId jobId, int tryNumber, String worker) {
		super("Worker " + worker + " was lost while it ran try " + tryNumber + " of job " + jobId);
		this.jobId = jobId;
		this.worker = worker;
	}

	/**
	 * Job that was running.
	 * @return its id
	 */
	public JobId jobId() {
		return this.jobId;
	}

	/**
	 * Worker that was lost.
	 * @return its name
	 */
	public String worker() {
		return this.worker;
	}

}
