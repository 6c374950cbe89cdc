package io.computeplatform.test;

import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that a test ran.
 *
 * @param job the job after the attempt: complete, failed, or queued for a retry; its
 * state before the attempt if a listener deleted it
 * @param tryNumber number of the try
 * @param failure what was thrown, or null
 */
public record JobRun(Job job, int tryNumber, @Nullable Throwable failure) {

	/**
	 * Id of the job.
	 * @return the same in every attempt
	 */
	public JobId id() {
		return this.job.id();
	}

	/**
	 * Status of the job after the attempt.
	 * @return complete, failed, cancelled, or queued for a retry
	 */
	public JobStatus status() {
		return this.job.status();
	}

}
