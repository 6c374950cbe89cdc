package io.computeplatform.event;

import java.time.Duration;

import io.computeplatform.JobFailure;
import io.computeplatform.JobId;

/**
 * A job failed for good. Its dead letter is published.
 */
public interface JobFailed extends ComputeEvent {

	/**
	 * {@return id of the job}
	 */
	JobId id();

	/**
	 * {@return name of its queue, without prefix}
	 */
	String queue();

	/**
	 * {@return number of the attempt that failed}
	 */
	int tryNumber();

	/**
	 * {@return attempts permitted}
	 */
	int maxTries();

	/**
	 * {@return how it failed}
	 */
	JobFailure failure();

	/**
	 * {@return duration of the attempt until its failure was recorded}
	 */
	Duration duration();

}
