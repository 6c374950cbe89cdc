package io.computeplatform.test;

import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that a test ran. Later versions may add methods: tests read this type and do
 * not implement it.
 */
public interface JobRun {

	/**
	 * {@return the job after the attempt: complete, failed, or queued for a retry; its
	 * state before the attempt if a listener deleted it}
	 */
	Job job();

	/**
	 * {@return number of the try}
	 */
	int tryNumber();

	/**
	 * {@return what was thrown, or {@code null}}
	 */
	@Nullable Throwable failure();

	/**
	 * Id of the job.
	 * @return the same in every attempt
	 */
	default JobId id() {
		return job().id();
	}

	/**
	 * Status of the job after the attempt.
	 * @return complete, failed, cancelled, or queued for a retry
	 */
	default JobStatus status() {
		return job().status();
	}

}
