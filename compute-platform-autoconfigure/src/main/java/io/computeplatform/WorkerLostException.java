package io.computeplatform;

/**
 * What a retry policy sees when an attempt's worker process was lost. Never thrown to an
 * executor.
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
	 * Process that was lost.
	 * @return its name
	 */
	public String worker() {
		return this.worker;
	}

}
