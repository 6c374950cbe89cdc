package io.computeplatform.event;

/**
 * A paused queue was resumed.
 */
public interface QueueResumed extends ComputeEvent {

	/**
	 * {@return name of the queue, without prefix}
	 */
	String queue();

}
