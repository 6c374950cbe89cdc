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
 * Passes on messages of jobs in another database. Another application uses the same queue
 * on the same broker, and its job must neither run here nor be lost. Thread-safe.
 */
final class OtherDatabases {

	private static final Logger LOG = LoggerFactory.getLogger(OtherDatabases.class);

	private static final long WARN_INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private static final int LONGEST_PAUSE_MILLIS = 1000;

	private static final int FIRST_PAUSE_MILLIS = 4;

	private final MessageOrigin own;

	private final JobPublisher publisher;

	private final Shutdown shutdown;

	private final Map<String, Met> queues = new ConcurrentHashMap<>();

	OtherDatabases(MessageOrigin own, JobPublisher publisher, Shutdown shutdown) {
		this.own = own;
		this.publisher = publisher;
		this.shutdown = shutdown;
	}

	/**
	 * Whether a message is about a job of another database. A message without a database
	 * id counts as one of this database.
	 */
	boolean isOther(JobQueue queue, JobMessage message) {
		boolean other = message.database() != null && !message.database().equals(this.own.database());
		Met met = this.queues.get(queue.name());
		if (!other && met != null) {
			met.pauseMillis = FIRST_PAUSE_MILLIS;
		}
		return other;
	}

	/**
	 * Publishes a message to the back of its queue, for the other application. The pause
	 * grows until a message of this application arrives.
	 */
	void passOn(JobQueue queue, JobMessage jobMessage, Message message) {
		Met met = this.queues.computeIfAbsent(queue.name(), (name) -> new Met());
		warn(queue, jobMessage, met);
		this.shutdown.awaitDraining(Duration.ofMillis(met.nextPause()));
		this.publisher
			.publish(queue.routingKey(), jobMessage.toMessage(String.valueOf(message.getMessageProperties().getType())))
			.join();
	}

	private void warn(JobQueue queue, JobMessage message, Met met) {
		long count = met.count();
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
	 * Number of messages that were passed on, by queue.
	 */
	Map<String, Long> counts() {
		Map<String, Long> counts = new TreeMap<>();
		this.queues.forEach((queue, met) -> counts.put(queue, met.messages));
		return counts;
	}

	/**
	 * Messages of other databases in one queue.
	 */
	private static final class Met {

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
