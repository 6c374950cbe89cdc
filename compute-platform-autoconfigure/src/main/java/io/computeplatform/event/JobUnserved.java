package io.computeplatform.event;

import io.computeplatform.JobId;

/**
 * An instance that can't run a queued job received its message, as the first one since
 * the job was queued. It has no executor for the type, or does not know a subtype that
 * the payload names. The job waits for an instance that can run it, and fails after
 * {@code compute.async.unserved-timeout}.
 */
public interface JobUnserved extends ComputeEvent {

	/**
	 * {@return id of the job}
	 */
	JobId id();

	/**
	 * {@return name of its queue, without prefix}
	 */
	String queue();

	/**
	 * {@return type name of its payload}
	 */
	String type();

}
