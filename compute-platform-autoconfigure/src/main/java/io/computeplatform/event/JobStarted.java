package io.computeplatform.event;

import java.time.Duration;

import io.computeplatform.JobId;

/**
 * This process claimed an attempt, which starts now.
 */
public interface JobStarted extends ComputeEvent {

	/**
	 * {@return id of the job}
	 */
	JobId id();

	/**
	 * {@return name of its queue, without prefix}
	 */
	String queue();

	/**
	 * {@return number of the attempt, from 1}
	 */
	int tryNumber();

	/**
	 * {@return attempts permitted}
	 */
	int maxTries();

	/**
	 * {@return start latency: the time from when the job was due until it was claimed}
	 */
	Duration waited();

}
