package io.computeplatform.test;

import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that a test has run. Later versions may add methods: tests read this type
 * and do not implement it.
 */
public interface JobRun {

	/**
	 * {@return the job right after it: complete, failed, or queued for another try; as it
	 * was before, if a listener deleted it}
	 */
	Job job();

	/**
	 * {@return number of the try}
	 */
	int tryNumber();

	/**
	 * {@return what was thrown, if anything was}
	 */
	@Nullable Throwable failure();

	/**
	 * Id of the job.
	 * @return the same in every try
	 */
	default JobId id() {
		return job().id();
	}

	/**
	 * Where the job stands after the attempt.
	 * @return complete, failed, cancelled, or queued for another try
	 */
	default JobStatus status() {
		return job().status();
	}

}
