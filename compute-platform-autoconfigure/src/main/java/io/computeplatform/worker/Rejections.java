package io.computeplatform.worker;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import io.computeplatform.broker.DeadLetters;
import io.computeplatform.broker.DeadLetters.Headers;
import io.computeplatform.broker.JobPublisher;
import io.computeplatform.broker.JobPublisher.NotPublishedException;
import io.computeplatform.broker.KeptMessage;
import io.computeplatform.broker.MessageOrigin;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.event.MessageRejected;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.store.RejectedRows;
import io.computeplatform.store.RejectedRows.Content;
import io.computeplatform.text.PlainText;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.core.Message;
import org.springframework.dao.InvalidDataAccessResourceUsageException;

/**
 * Puts away messages of which no job can be made: first a row that keeps them, then the
 * letter. If the process dies between, the message comes again, and is the same row. What
 * can't be kept is put away all the same, and what can't be put away is kept.
 * Thread-safe.
 */
final class Rejections {

	private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);

	private static final int MAX_REASON = 1000;

	private static final int MAX_LOGGED = 200;

	/** The pauses between them double. */
	private static final int MAX_REFUSALS = 5;

	private final RejectedRows rows;

	private final JobPublisher publisher;

	private final MessageOrigin origin;

	private final Persistence persistence;

	private final JobEvents events;

	private final Map<String, RareLine> lines = new ConcurrentHashMap<>();

	Rejections(RejectedRows rows, JobPublisher publisher, MessageOrigin origin, Persistence persistence,
			JobEvents events) {
		this.rows = rows;
		this.publisher = publisher;
		this.origin = origin;
		this.persistence = persistence;
		this.events = events;
	}

	/**
	 * Puts a message away. It is to be acknowledged when this returns.
	 * @throws Persistence.StoppedException if the worker stops before
	 */
	void reject(JobQueue queue, Message message, String why) {
		String reason = PlainText.of(why, MAX_REASON);
		warn(queue, reason);
		Row row = keep(queue, message, reason);
		Long id = row.id();
		if (!isPutAway(queue, message, reason, id) && (id == null || !row.isWhole())) {
			sendBack(queue, message);
			return;
		}
		this.events.publish(new MessageRejected(queue.name(), id, reason));
	}

	private void warn(JobQueue queue, String reason) {
		long count = count("rejected", queue);
		if (count > 0) {
			LOG.warn("{} in queue '{}' and goes to '{}': {}",
					(count == 1) ? "A message that belongs to no job is"
							: count + " messages that belong to no job were since the last such line, the newest is",
					queue.name(), queue.deadLetterRoutingKey(), PlainText.cut(reason, MAX_LOGGED));
		}
	}

	private long count(String line, JobQueue queue) {
		return this.lines.computeIfAbsent(line + ' ' + queue.name(), (name) -> new RareLine()).count();
	}

	private Row keep(JobQueue queue, Message message, String reason) {
		try {
			KeptMessage kept = new KeptMessage(message);
			Content content = new Kept(kept);
			Optional<Long> id = this.persistence.untilDone("keep a message that belongs to no job",
					() -> ifPossible(queue, reason, content));
			return new Row(id.orElse(null), kept.isWhole());
		}
		catch (Persistence.StoppedException ex) {
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
			// No outage that ends by itself: a right on the table is missing, for one.
			throw new IllegalStateException(ex.getMessage(), ex);
		}
	}

	/**
	 * Sends the letter.
	 * @return {@code false} if the broker refuses it again and again
	 */
	private boolean isPutAway(JobQueue queue, Message message, String reason, @Nullable Long id) {
		String rejectedId = (id != null) ? DeadLetters.rejectedId(this.origin.database(), id) : null;
		AtomicInteger refusals = new AtomicInteger();
		for (Headers headers : Headers.values()) {
			Message letter = DeadLetters.ofRejected(message, queue.name(), reason, rejectedId, headers);
			Letter sent = this.persistence.untilDone("put away a message that belongs to no job",
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
	 * Makes way for the jobs behind a message that can neither be kept nor put away.
	 */
	private void sendBack(JobQueue queue, Message message) {
		long count = count("sent back", queue);
		if (count > 0) {
			LOG.warn("{} messages in queue '{}' that belong to no job go to its end: '{}' refuses them, and they "
					+ "can't be kept whole in the database", count, queue.name(), queue.deadLetterRoutingKey());
		}
		this.publisher.publish(queue.routingKey(), KeptMessage.again(message)).join();
	}

	/**
	 * The row of a message.
	 *
	 * @param id its id, or {@code null} if there is none
	 * @param isWhole whether all of the message is in it
	 */
	private record Row(@Nullable Long id, boolean isWhole) {

	}

	private enum Letter {

		SENT, REFUSED, UNWRITABLE

	}

	/**
	 * What the broker's side knows, for the database's.
	 */
	private record Kept(KeptMessage message) implements Content {

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
