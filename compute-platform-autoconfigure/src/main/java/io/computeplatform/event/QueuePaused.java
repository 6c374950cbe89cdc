package io.computeplatform.event;

/**
 * A queue was paused.
 */
public interface QueuePaused extends ComputeEvent {

	/**
	 * {@return name of the queue, without prefix}
	 */
	String queue();

	/**
	 * {@return comment for administrators}
	 */
	String comment();

}
