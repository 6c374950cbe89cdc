package io.computeplatform.worker;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

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
 * can't be kept is put away all the same. Thread-safe.
 */
final class Rejections {

	private static final Logger LOG = LoggerFactory.getLogger(Rejections.class);

	private static final int MAX_REASON = 1000;

	private static final int MAX_LOGGED = 200;

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
		Long id = keep(queue, message, reason).orElse(null);
		putAway(queue, message, reason, id);
		this.events.publish(new MessageRejected(queue.name(), id, reason));
	}

	private void warn(JobQueue queue, String reason) {
		long count = this.lines.computeIfAbsent(queue.name(), (name) -> new RareLine()).count();
		if (count > 0) {
			LOG.warn("{} in queue '{}' and goes to '{}': {}",
					(count == 1) ? "A message that belongs to no job is"
							: count + " messages that belong to no job were since the last such line, the newest is",
					queue.name(), queue.deadLetterRoutingKey(), PlainText.cut(reason, MAX_LOGGED));
		}
	}

	private Optional<Long> keep(JobQueue queue, Message message, String reason) {
		try {
			Content content = new Kept(new KeptMessage(message));
			return this.persistence.untilDone("keep a message that belongs to no job",
					() -> ifPossible(queue, reason, content));
		}
		catch (Persistence.StoppedException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			LOG.warn("A message in queue '{}' that belongs to no job can't be kept, and is in '{}' only: {}",
					queue.name(), queue.deadLetterRoutingKey(), ex.toString());
			return Optional.empty();
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

	private void putAway(JobQueue queue, Message message, String reason, @Nullable Long id) {
		String rejectedId = (id != null) ? DeadLetters.rejectedId(this.origin.database(), id) : null;
		for (Headers headers : Headers.values()) {
			Message letter = DeadLetters.ofRejected(message, queue.name(), reason, rejectedId, headers);
			if (this.persistence.untilDone("put away a message that belongs to no job",
					() -> isPublished(queue.deadLetterRoutingKey(), letter))) {
				return;
			}
		}
		throw new IllegalStateException("The message can't be sent to '" + queue.deadLetterRoutingKey() + "'");
	}

	/**
	 * Whether it is; not so if the client refuses it as it is.
	 */
	private boolean isPublished(String queue, Message letter) {
		try {
			this.publisher.publish(queue, letter).join();
			return true;
		}
		catch (CompletionException ex) {
			if (ex.getCause() instanceof NotPublishedException refused && refused.isUnwritable()) {
				return false;
			}
			throw ex;
		}
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
