package io.computeplatform.event;

import io.computeplatform.JobId;

/**
 * A job was submitted and its row is committed.
 */
public interface JobSubmitted extends ComputeEvent {

	/**
	 * {@return id of the job}
	 */
	JobId id();

	/**
	 * {@return name of its queue, without prefix}
	 */
	String queue();

	/**
	 * {@return class name of its payload}
	 */
	String type();

}
