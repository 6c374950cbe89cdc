package io.computeplatform.event;

import org.jspecify.annotations.Nullable;

/**
 * A message on a job queue that belongs to no job was rejected to the dead-letter queue.
 */
public interface MessageRejected extends ComputeEvent {

	/**
	 * {@return name of the queue it was found in, without prefix}
	 */
	String queue();

	/**
	 * {@return id of its row in {@code RejectedMessages}; {@code null} if too many are
	 * open already, so that it is on the dead-letter queue only}
	 */
	@Nullable Long id();

	/**
	 * {@return why it was rejected}
	 */
	String reason();

}
