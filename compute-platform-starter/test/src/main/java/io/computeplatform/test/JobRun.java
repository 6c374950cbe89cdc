package io.computeplatform.test;

import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that a test has run.
 *
 * @param job the job right after it: complete, failed, or queued for another try; as it
 * was before, if a listener deleted it
 * @param tryNumber number of the try
 * @param failure what was thrown, if anything was
 */
public record JobRun(Job job, int tryNumber, @Nullable Throwable failure) {

	/**
	 * Id of the job.
	 * @return the same in every try
	 */
	public JobId id() {
		return this.job.id();
	}

	/**
	 * Where the job stands after the attempt.
	 * @return complete, failed, cancelled, or queued for another try
	 */
	public JobStatus status() {
		return this.job.status();
	}

}
