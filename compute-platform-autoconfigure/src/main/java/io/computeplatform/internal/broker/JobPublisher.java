package io.computeplatform.internal.broker;

import java.util.concurrent.CompletableFuture;

import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;

/**
 * Publishes messages with publisher confirms. Internal, thread-safe.
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
	 * Whether a message was returned because its queue does not exist. Resets the flag.
	 * @return whether one was returned since the last call
	 */
	boolean wasQueueMissing();

	/**
	 * Whether the broker could be reached when it was last tried. If not, it is tried
	 * again. Never blocks.
	 * @return {@code false} from a failed attempt to connect until one succeeds
	 */
	boolean isBrokerReachable();

	/**
	 * The broker did not confirm that a message is in its queue.
	 */
	final class NotPublishedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final Reason reason;

		NotPublishedException(String message, @Nullable Throwable cause) {
			this(Reason.UNKNOWN, message, cause);
		}

		private NotPublishedException(Reason reason, String message, @Nullable Throwable cause) {
			super(message, cause);
			this.reason = reason;
		}

		static NotPublishedException unwritable(RuntimeException cause) {
			return new NotPublishedException(Reason.UNWRITABLE, "The message can't be published: " + cause.getMessage(),
					cause);
		}

		static NotPublishedException unreachable(Exception cause) {
			return new NotPublishedException(Reason.NO_CONNECTION, "The broker can't be reached: " + cause.getMessage(),
					cause);
		}

		static NotPublishedException closed(ShutdownSignalException signal) {
			// This process closes a channel whose confirms are late. Its messages are no
			// less likely to arrive.
			return new NotPublishedException(signal.isInitiatedByApplication() ? Reason.UNKNOWN : Reason.NO_CONNECTION,
					"The channel was closed before the confirm", signal);
		}

		static NotPublishedException refused() {
			return new NotPublishedException(Reason.REFUSED, "The broker refused the message", null);
		}

		static NotPublishedException queueMissing(String queue) {
			return new NotPublishedException(Reason.QUEUE_MISSING, "The broker has no queue '" + queue + "'", null);
		}

		/**
		 * Whether the client can't write the message, so that another publish can't
		 * succeed.
		 * @return {@code false} for every other reason
		 */
		public boolean isUnwritable() {
			return this.reason == Reason.UNWRITABLE;
		}

		/**
		 * Whether the broker refused the message, because of a limit of the queue or
		 * because there is no such queue.
		 * @return {@code false} for every other reason
		 */
		public boolean isRefused() {
			return this.reason == Reason.REFUSED || this.reason == Reason.QUEUE_MISSING;
		}

		/**
		 * Whether there was no connection, or the connection was lost before the confirm.
		 * @return {@code false} for every other reason
		 */
		public boolean isWithoutConnection() {
			return this.reason == Reason.NO_CONNECTION;
		}

		private enum Reason {

			UNWRITABLE, NO_CONNECTION, REFUSED, QUEUE_MISSING, UNKNOWN

		}

	}

}
