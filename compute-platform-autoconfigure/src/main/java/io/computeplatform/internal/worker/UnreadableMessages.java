package io.computeplatform.internal.worker;

import java.net.ConnectException;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.computeplatform.internal.broker.SeparateConnectionFactory.ConnectionCallback;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Queues that hold a message which the RabbitMQ client can't read. The client closes the
 * queue's connection, reconnects, and closes it again, until the message is removed.
 * Thread-safe.
 */
final class UnreadableMessages {

	private static final Logger LOG = LoggerFactory.getLogger(UnreadableMessages.class);

	private static final long CURRENT_NANOS = TimeUnit.MINUTES.toNanos(1);

	/**
	 * Shorter than the age limit of a failure, so that a queue that is still blocked
	 * stays listed.
	 */
	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

	private final Map<String, QueueCallback> queues = new ConcurrentHashMap<>();

	/**
	 * Watches the connection of a queue.
	 */
	ConnectionCallback callbackFor(JobQueue queue) {
		return this.queues.computeIfAbsent(queue.name(), (name) -> new QueueCallback(queue.routingKey()));
	}

	/**
	 * Messages of the client, by queue.
	 */
	Map<String, String> current() {
		Map<String, String> current = new TreeMap<>();
		this.queues.forEach((queue, watch) -> {
			ReadFailure lastFailure = watch.lastFailure;
			if (lastFailure != null && lastFailure.age() <= CURRENT_NANOS) {
				current.put(queue, lastFailure.what);
			}
		});
		return current;
	}

	private static final class QueueCallback implements ConnectionCallback {

		private final String queue;

		private volatile @Nullable ReadFailure lastFailure;

		QueueCallback(String queue) {
			this.queue = queue;
		}

		@Override
		public void unreadable(Throwable why) {
			ReadFailure before = this.lastFailure;
			ReadFailure now = new ReadFailure(System.nanoTime(), PlainText.of(String.valueOf(why), 500));
			this.lastFailure = now;
			if (before == null || before.age() > CURRENT_NANOS) {
				LOG.error(
						"Queue '{}' is not consumed: the RabbitMQ client can't read the message "
								+ "at its head ({}). Remove it with the broker's own tools, or, if it is "
								+ "only too large, raise spring.rabbitmq.max-inbound-message-body-size",
						this.queue, now.what);
			}
		}

		@Override
		public void beforeConnect() throws ConnectException {
			ReadFailure last = this.lastFailure;
			if (last != null && last.age() < PAUSE_NANOS) {
				throw new ConnectException(
						"Queue '" + this.queue + "' holds a message that can't be read: " + last.what);
			}
		}

	}

	private record ReadFailure(long at, String what) {

		long age() {
			return System.nanoTime() - this.at;
		}

	}

}
