package io.computeplatform.internal.broker;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import io.computeplatform.DeadLetter;
import io.computeplatform.FailureReason;
import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;

/**
 * Writes and reads messages on dead-letter queues. Internal.
 */
public final class DeadLetters {

	/**
	 * Headers and properties must fit one frame of 128 KiB; the stack trace is in the
	 * database.
	 */
	private static final int MAX_TEXT = 1000;

	private static final String REJECTED_SEPARATOR = "/";

	private static final int MAX_DIGITS = 19;

	private DeadLetters() {
	}

	/**
	 * Writes the dead letter of a failed job.
	 * @param id id of the job
	 * @param queue name of its queue
	 * @param type type name of its payload
	 * @param tryCount tries started
	 * @param payload its payload
	 * @param failure how it failed
	 * @param database identity of the database that holds the job
	 * @return the message
	 */
	public static Message ofJob(UUID id, String queue, String type, int tryCount, String payload, JobFailure failure,
			UUID database) {
		MessageProperties properties = new MessageProperties();
		properties.setMessageId(id.toString());
		properties.setType(AmqpShortString.of(type));
		properties.setContentType(MessageProperties.CONTENT_TYPE_JSON);
		properties.setContentEncoding(StandardCharsets.UTF_8.name());
		properties.setHeader(JobHeaders.TRY_COUNT, tryCount);
		properties.setHeader(JobHeaders.FAILED_AT, failure.at().toString());
		properties.setHeader(JobHeaders.DATABASE, database.toString());
		return letter(properties, payload.getBytes(StandardCharsets.UTF_8), queue, failure.reason(),
				failure.exceptionClass(), failure.message());
	}

	/**
	 * Writes the dead letter of a rejected message. Its body and, as far as they fit, its
	 * headers are kept, without those that the broker added.
	 * @param original the message
	 * @param queue name of the queue it was found in
	 * @param why why it was rejected
	 * @param rejectedId header value of the row that keeps it, to be read by
	 * {@link #rejectedId}
	 * @param headers which headers to write; fewer if the client refused more
	 * @return the message
	 */
	public static Message ofRejected(Message original, String queue, String why, @Nullable String rejectedId,
			Headers headers) {
		if (headers == Headers.NONE) {
			MessageProperties bare = new MessageProperties();
			bare.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
			return new Message(original.getBody(), bare);
		}
		MessageProperties properties = StoredMessage.properties(original.getMessageProperties(),
				headers == Headers.ALL);
		properties.setHeader(JobHeaders.FAILED_AT, Instant.now().toString());
		if (rejectedId != null) {
			properties.setHeader(JobHeaders.REJECTED_ID, rejectedId);
		}
		return letter(properties, original.getBody(), queue, FailureReason.REJECTED_MESSAGE, null, why);
	}

	/**
	 * Header value for the row that keeps a rejected message.
	 * @param database identity of the database
	 * @param id id of the row there
	 * @return value of the header
	 */
	public static String rejectedId(UUID database, long id) {
		return database + REJECTED_SEPARATOR + id;
	}

	/**
	 * Reads the id of the row that keeps a rejected message.
	 * @param letter its dead letter, which another program may have written
	 * @param database identity of the database
	 * @return id of the row, or {@code null} if none of this database is named
	 */
	public static @Nullable Long rejectedId(DeadLetter letter, UUID database) {
		Object header = letter.headers().get(JobHeaders.REJECTED_ID);
		String text = (header != null) ? header.toString() : null;
		String prefix = database + REJECTED_SEPARATOR;
		if (text == null || !text.startsWith(prefix) || text.length() > prefix.length() + MAX_DIGITS) {
			return null;
		}
		try {
			return Long.valueOf(text.substring(prefix.length()));
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

	private static Message letter(MessageProperties properties, byte[] body, String queue, FailureReason reason,
			@Nullable String exceptionClass, @Nullable String message) {
		properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
		properties.setHeader(JobHeaders.ORIGIN_QUEUE, queue);
		properties.setHeader(JobHeaders.REASON, reason.value());
		if (exceptionClass != null) {
			properties.setHeader(JobHeaders.EXCEPTION_CLASS, AmqpShortString.cut(exceptionClass, MAX_TEXT));
		}
		if (message != null) {
			properties.setHeader(JobHeaders.EXCEPTION_MESSAGE, AmqpShortString.cut(message, MAX_TEXT));
		}
		return new Message(body, properties);
	}

	/**
	 * Reads a message of a dead-letter queue, which another program may have published.
	 * @param message any message
	 * @param queue name of the queue it belongs to
	 * @return the dead letter; a foreign message counts as rejected
	 */
	static DeadLetter read(Message message, String queue) {
		MessageProperties properties = message.getMessageProperties();
		FailureReason reason = reason(properties);
		Object tryCount = properties.getHeader(JobHeaders.TRY_COUNT);
		return new DeadLetterMessage(jobId(properties.getMessageId()), queue, reason,
				(tryCount instanceof Integer count) ? count : 0, text(properties, JobHeaders.EXCEPTION_CLASS),
				text(properties, JobHeaders.EXCEPTION_MESSAGE), new String(message.getBody(), StandardCharsets.UTF_8),
				withoutNulls(properties.getHeaders()));
	}

	/**
	 * Whether a message on a dead-letter queue names another database.
	 */
	static boolean isOfAnother(Message message, UUID database) {
		Object origin = message.getMessageProperties().getHeader(JobHeaders.DATABASE);
		return origin != null && !origin.toString().equals(database.toString());
	}

	private static FailureReason reason(MessageProperties properties) {
		String text = text(properties, JobHeaders.REASON);
		return (text != null) ? FailureReason.of(text) : FailureReason.REJECTED_MESSAGE;
	}

	private static @Nullable JobId jobId(@Nullable String text) {
		try {
			return (text != null) ? new JobId(UUID.fromString(text)) : null;
		}
		catch (IllegalArgumentException ex) {
			// A foreign message can have any id; then it names no job.
			return null;
		}
	}

	private static @Nullable String text(MessageProperties properties, String name) {
		Object value = properties.getHeader(name);
		return (value != null) ? value.toString() : null;
	}

	private static Map<String, Object> withoutNulls(Map<String, @Nullable Object> headers) {
		Map<String, Object> copy = new LinkedHashMap<>();
		headers.forEach((name, value) -> {
			if (value != null) {
				copy.put(name, value);
			}
		});
		return copy;
	}

	/**
	 * Headers of the dead letter of a rejected message.
	 */
	public enum Headers {

		/**
		 * Those of the message, if they fit, and those of the dead letter.
		 */
		ALL,

		/**
		 * Those of the dead letter.
		 */
		OWN,

		/**
		 * None at all.
		 */
		NONE

	}

}
