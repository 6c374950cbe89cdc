package io.computeplatform.broker;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;

/**
 * Publishes messages and tells what became of them. Internal, thread-safe.
 */
public interface JobPublisher {

	/**
	 * Publishes a message to a queue. Never blocks.
	 * @param queue name of the queue on the broker
	 * @param message the message
	 * @return completes when the broker has routed and confirmed it; completes with a
	 * {@link NotPublishedException} when that failed or is unknown
	 */
	CompletableFuture<@Nullable Void> publish(String queue, Message message);

	/**
	 * The broker did not confirm that a message is in its queue.
	 */
	final class NotPublishedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final boolean queueMissing;

		private final boolean unwritable;

		NotPublishedException(String message, @Nullable Throwable cause) {
			this(message, cause, false);
		}

		NotPublishedException(String message, @Nullable Throwable cause, boolean unwritable) {
			super(message, cause);
			this.queueMissing = false;
			this.unwritable = unwritable;
		}

		NotPublishedException(String missingQueue) {
			super("The broker has no queue '" + missingQueue + "'");
			this.queueMissing = true;
			this.unwritable = false;
		}

		/**
		 * Whether the client can't write the message, so that it makes no sense to
		 * publish it again.
		 * @return {@code false} for every other reason
		 */
		public boolean isUnwritable() {
			return this.unwritable;
		}

		/**
		 * Whether the message came back because there is no such queue.
		 * @return {@code false} for every other reason
		 */
		public boolean isQueueMissing() {
			return this.queueMissing;
		}

	}

}
