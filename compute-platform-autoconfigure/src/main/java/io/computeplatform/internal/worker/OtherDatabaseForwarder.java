package io.computeplatform.internal.worker;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.computeplatform.internal.attempt.Shutdown;
import io.computeplatform.internal.broker.JobMessage;
import io.computeplatform.internal.broker.JobPublisher;
import io.computeplatform.internal.broker.MessageOrigin;
import io.computeplatform.internal.queue.JobQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.core.Message;

/**
 * Republishes messages of jobs in another database. Another application uses the same
 * queue on the same broker, and its job must neither run here nor be lost. Thread-safe.
 */
final class OtherDatabaseForwarder {

	private static final Logger LOG = LoggerFactory.getLogger(OtherDatabaseForwarder.class);

	private static final long WARN_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final int LONGEST_PAUSE_MILLIS = 1000;

	private static final int FIRST_PAUSE_MILLIS = 4;

	private final MessageOrigin own;

	private final JobPublisher publisher;

	private final Shutdown shutdown;

	private final Map<String, QueueState> queues = new ConcurrentHashMap<>();

	OtherDatabaseForwarder(MessageOrigin own, JobPublisher publisher, Shutdown shutdown) {
		this.own = own;
		this.publisher = publisher;
		this.shutdown = shutdown;
	}

	/**
	 * Whether a message is about a job of another database. A message without a database
	 * id counts as one of this database.
	 */
	boolean isOfOtherDatabase(JobQueue queue, JobMessage message) {
		boolean other = message.database() != null && !message.database().equals(this.own.database());
		QueueState state = this.queues.get(queue.name());
		if (!other && state != null) {
			state.pauseMillis = FIRST_PAUSE_MILLIS;
		}
		return other;
	}

	/**
	 * Publishes a message to the back of its queue, for the other application. The pause
	 * grows until a message of this application arrives.
	 */
	void republish(JobQueue queue, JobMessage jobMessage, Message message) {
		QueueState state = this.queues.computeIfAbsent(queue.name(), (name) -> new QueueState());
		warn(queue, jobMessage, state);
		this.shutdown.pauseUnlessDraining(Duration.ofMillis(state.nextPause()));
		this.publisher
			.publish(queue.routingKey(), jobMessage.toMessage(String.valueOf(message.getMessageProperties().getType())))
			.join();
	}

	private void warn(JobQueue queue, JobMessage message, QueueState state) {
		long count = state.count();
		if (count > 0) {
			LOG.warn(
					"Queue '{}' of the broker is used by two applications: it holds jobs of "
							+ "another database ({} messages so far, the latest of database {}). Their "
							+ "messages are published to the back of the queue. Give each application a "
							+ "compute.async.queue-prefix or a virtual host of its own",
					queue.routingKey(), count, message.database());
		}
	}

	/**
	 * Number of messages that were republished, by queue.
	 */
	Map<String, Long> republishedCounts() {
		Map<String, Long> counts = new TreeMap<>();
		this.queues.forEach((queue, state) -> counts.put(queue, state.messages));
		return counts;
	}

	/**
	 * Messages of other databases in one queue.
	 */
	private static final class QueueState {

		private volatile int pauseMillis = FIRST_PAUSE_MILLIS;

		private volatile long messages;

		private long nextWarning = System.nanoTime();

		/**
		 * Number of messages, or 0 if it was logged shortly before.
		 */
		synchronized long count() {
			this.messages++;
			if (System.nanoTime() - this.nextWarning < 0) {
				return 0;
			}
			this.nextWarning = System.nanoTime() + WARN_INTERVAL_NANOS;
			return this.messages;
		}

		synchronized int nextPause() {
			int pause = this.pauseMillis;
			this.pauseMillis = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
			return pause;
		}

	}

}
