package io.computeplatform.internal.worker;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.computeplatform.internal.attempt.OutageRetry;
import io.computeplatform.internal.broker.DeadLetters;
import io.computeplatform.internal.broker.DeadLetters.Headers;
import io.computeplatform.internal.broker.JobPublisher;
import io.computeplatform.internal.broker.JobPublisher.NotPublishedException;
import io.computeplatform.internal.broker.StoredMessage;
import io.computeplatform.internal.broker.MessageOrigin;
import io.computeplatform.internal.event.Events;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.store.RejectedRows;
import io.computeplatform.internal.store.RejectedRows.Content;
import io.computeplatform.internal.support.LogRateLimiter;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.core.Message;
import org.springframework.dao.InvalidDataAccessResourceUsageException;

/**
 * Rejects messages that belong to no job: inserts a row that keeps the message, then
 * publishes its dead letter. If the process dies in between, the message is redelivered
 * and has the same row. A message that can't be kept is still sent to the dead-letter
 * queue, and one that can't be sent there is still kept. Thread-safe.
 */
final class MessageRejecter {

	private static final Logger LOG = LoggerFactory.getLogger(MessageRejecter.class);

	private static final int MAX_REASON = 1000;

	private static final int MAX_LOGGED = 200;

	/**
	 * The pauses between them double.
	 */
	private static final int MAX_REFUSALS = 5;

	private final RejectedRows rows;

	private final JobPublisher publisher;

	private final MessageOrigin origin;

	private final OutageRetry outageRetry;

	private final JobEvents events;

	private final Map<String, LogRateLimiter> lines = new ConcurrentHashMap<>();

	MessageRejecter(RejectedRows rows, JobPublisher publisher, MessageOrigin origin, OutageRetry outageRetry,
			JobEvents events) {
		this.rows = rows;
		this.publisher = publisher;
		this.origin = origin;
		this.outageRetry = outageRetry;
		this.events = events;
	}

	/**
	 * Rejects a message. The caller acknowledges it afterwards.
	 * @throws OutageRetry.StoppedException if the worker stops before
	 */
	void reject(JobQueue queue, Message message, String why) {
		String reason = PlainText.of(why, MAX_REASON);
		warn(queue, reason);
		Row row = keep(queue, message, reason);
		Long id = row.id();
		if (!publishDeadLetter(queue, message, reason, id) && (id == null || !row.isComplete())) {
			republish(queue, message);
			return;
		}
		this.events.publish(new Events.MessageRejected(queue.name(), id, reason));
	}

	private void warn(JobQueue queue, String reason) {
		long count = count("rejected", queue);
		if (count > 0) {
			LOG.warn("{} in queue '{}' was rejected to '{}': {}",
					(count == 1) ? "A message that belongs to no job"
							: count + " messages that belong to no job since the last such line; the newest",
					queue.name(), queue.deadLetterRoutingKey(), PlainText.cut(reason, MAX_LOGGED));
		}
	}

	private long count(String line, JobQueue queue) {
		return this.lines.computeIfAbsent(line + ' ' + queue.name(), (name) -> new LogRateLimiter()).count();
	}

	private Row keep(JobQueue queue, Message message, String reason) {
		try {
			StoredMessage kept = new StoredMessage(message);
			Content content = new Kept(kept);
			Optional<Long> id = this.outageRetry.untilDone("keep a message that belongs to no job",
					() -> ifPossible(queue, reason, content));
			return new Row(id.orElse(null), kept.isComplete());
		}
		catch (OutageRetry.StoppedException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			long count = count("lost", queue);
			if (count > 0) {
				LOG.warn("{} messages in queue '{}' that belong to no job can't be kept, and are in '{}' only: {}",
						count, queue.name(), queue.deadLetterRoutingKey(), ex.toString());
			}
			return new Row(null, false);
		}
	}

	private Optional<Long> ifPossible(JobQueue queue, String reason, Content content) {
		try {
			return this.rows.keep(queue.name(), reason, content);
		}
		catch (InvalidDataAccessResourceUsageException ex) {
			// Not a temporary outage: for example a missing privilege on the table.
			throw new IllegalStateException(ex.getMessage(), ex);
		}
	}

	/**
	 * Publishes the dead letter.
	 * @return {@code false} if the broker refuses it repeatedly
	 */
	private boolean publishDeadLetter(JobQueue queue, Message message, String reason, @Nullable Long id) {
		String rejectedId = (id != null) ? DeadLetters.rejectedId(this.origin.database(), id) : null;
		AtomicInteger refusals = new AtomicInteger();
		for (Headers headers : Headers.values()) {
			Message letter = DeadLetters.ofRejected(message, queue.name(), reason, rejectedId, headers);
			Letter sent = this.outageRetry.untilDone("publish the dead letter of a message that belongs to no job",
					() -> send(queue.deadLetterRoutingKey(), letter, refusals));
			if (sent != Letter.UNWRITABLE) {
				return sent == Letter.SENT;
			}
		}
		throw new IllegalStateException("The message can't be sent to '" + queue.deadLetterRoutingKey() + "'");
	}

	private Letter send(String queue, Message letter, AtomicInteger refusals) {
		try {
			this.publisher.publish(queue, letter).join();
			return Letter.SENT;
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof NotPublishedException cause) {
				if (cause.isUnwritable()) {
					return Letter.UNWRITABLE;
				}
				if (cause.isRefused() && refusals.incrementAndGet() == MAX_REFUSALS) {
					return Letter.REFUSED;
				}
			}
			throw ex;
		}
	}

	/**
	 * Publishes a message that can neither be kept nor dead-lettered to the back of its
	 * queue, so that it does not block the jobs behind it.
	 */
	private void republish(JobQueue queue, Message message) {
		long count = count("sent back", queue);
		if (count > 0) {
			LOG.warn(
					"{} messages in queue '{}' that belong to no job are published to its "
							+ "back: '{}' refuses them, and they can't be kept completely in the database",
					count, queue.name(), queue.deadLetterRoutingKey());
		}
		this.publisher.publish(queue.routingKey(), StoredMessage.again(message)).join();
	}

	/**
	 * The row of a message.
	 *
	 * @param id its id, or {@code null} if there is none
	 * @param isComplete whether it holds the complete message
	 */
	private record Row(@Nullable Long id, boolean isComplete) {

	}

	private enum Letter {

		SENT, REFUSED, UNWRITABLE

	}

	/**
	 * Adapts a message of the broker's package to the store's.
	 */
	private record Kept(StoredMessage message) implements Content {

		@Override
		public byte[] fingerprint() {
			return this.message.fingerprint();
		}

		@Override
		public @Nullable String messageId() {
			return plain(this.message.messageId());
		}

		@Override
		public @Nullable String type() {
			return plain(this.message.type());
		}

		private static @Nullable String plain(@Nullable String text) {
			return (text != null) ? PlainText.of(text, text.length()) : null;
		}

		@Override
		public String headers() {
			return this.message.headers();
		}

		@Override
		public byte @Nullable [] properties() {
			return this.message.properties();
		}

		@Override
		public byte[] body() {
			return this.message.body();
		}

		@Override
		public long bodySize() {
			return this.message.bodySize();
		}

	}

}
