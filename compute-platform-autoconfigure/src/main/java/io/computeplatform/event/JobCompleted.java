package io.computeplatform.event;

import java.time.Duration;

import io.computeplatform.JobId;

/**
 * An attempt succeeded. The job is complete.
 */
public interface JobCompleted extends ComputeEvent {

	/**
	 * {@return id of the job}
	 */
	JobId id();

	/**
	 * {@return name of its queue, without prefix}
	 */
	String queue();

	/**
	 * {@return number of the attempt that succeeded}
	 */
	int tryNumber();

	/**
	 * {@return attempts permitted}
	 */
	int maxTries();

	/**
	 * {@return duration of the attempt until its success was recorded}
	 */
	Duration duration();

}
