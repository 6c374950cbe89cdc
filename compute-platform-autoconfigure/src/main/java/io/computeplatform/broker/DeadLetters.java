package io.computeplatform.broker;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import com.rabbitmq.client.LongString;
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
	 * Headers must fit one frame of 128 KiB together with all properties; the stack trace
	 * is in the database.
	 */
	private static final int MAX_TEXT = 1000;

	private static final int MAX_FOREIGN_HEADERS = 32 * 1024;

	private static final long SIZE_OF_SCALAR = 16;

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
		properties.setType(ShortText.of(type));
		properties.setContentType(MessageProperties.CONTENT_TYPE_JSON);
		properties.setContentEncoding(StandardCharsets.UTF_8.name());
		properties.setHeader(JobHeaders.TRY_COUNT, tryCount);
		properties.setHeader(JobHeaders.FAILED_AT, failure.at().toString());
		properties.setHeader(JobHeaders.DATABASE, database.toString());
		return letter(properties, payload.getBytes(StandardCharsets.UTF_8), queue, failure.reason(),
				failure.exceptionClass(), failure.message());
	}

	/**
	 * Writes the dead letter of a message that belongs to no job: its body and, as far as
	 * they fit, its headers are kept, and the broker's own stripped.
	 * @param original the message
	 * @param queue name of the queue it was found in
	 * @param why what is wrong with it
	 * @return the message
	 */
	public static Message ofRejected(Message original, String queue, String why) {
		MessageProperties from = original.getMessageProperties();
		MessageProperties properties = new MessageProperties();
		properties.setMessageId(ShortText.cut(from.getMessageId(), 255));
		properties.setType(ShortText.cut(from.getType(), 255));
		properties.setContentType(ShortText.cut(from.getContentType(), 255));
		if (from.getContentEncoding() != null) {
			properties.setContentEncoding(ShortText.of(from.getContentEncoding()));
		}
		Map<String, Object> headers = from.getHeaders();
		if (sizeOf(headers) <= MAX_FOREIGN_HEADERS) {
			headers.forEach((name, value) -> {
				if (!name.startsWith("x-")) {
					properties.setHeader(name, value);
				}
			});
		}
		properties.setHeader(JobHeaders.FAILED_AT, Instant.now().toString());
		return letter(properties, original.getBody(), queue, FailureReason.REJECTED_MESSAGE, null, why);
	}

	/**
	 * About as many bytes as a header takes in its frame, never fewer.
	 */
	private static long sizeOf(@Nullable Object value) {
		if (value instanceof Map<?, ?> table) {
			return SIZE_OF_SCALAR + table.entrySet()
				.stream()
				.mapToLong((entry) -> sizeOfName(entry.getKey()) + sizeOf(entry.getValue()))
				.sum();
		}
		if (value instanceof Collection<?> array) {
			return SIZE_OF_SCALAR + array.stream().mapToLong(DeadLetters::sizeOf).sum();
		}
		if (value instanceof byte[] bytes) {
			return SIZE_OF_SCALAR + bytes.length;
		}
		if (value instanceof LongString text) {
			return SIZE_OF_SCALAR + text.length();
		}
		return SIZE_OF_SCALAR + ((value instanceof String text) ? text.getBytes(StandardCharsets.UTF_8).length : 0);
	}

	/**
	 * Bytes that were no text take more when they are sent again, and then too many.
	 */
	private static long sizeOfName(Object name) {
		long size = sizeOf(name);
		return (size - SIZE_OF_SCALAR <= ShortText.MAX_BYTES) ? size : MAX_FOREIGN_HEADERS + 1;
	}

	private static Message letter(MessageProperties properties, byte[] body, String queue, FailureReason reason,
			@Nullable String exceptionClass, @Nullable String message) {
		properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
		properties.setHeader(JobHeaders.ORIGIN_QUEUE, queue);
		properties.setHeader(JobHeaders.REASON, reason.value());
		if (exceptionClass != null) {
			properties.setHeader(JobHeaders.EXCEPTION_CLASS, ShortText.cut(exceptionClass, MAX_TEXT));
		}
		if (message != null) {
			properties.setHeader(JobHeaders.EXCEPTION_MESSAGE, ShortText.cut(message, MAX_TEXT));
		}
		return new Message(body, properties);
	}

	/**
	 * Reads a message of a dead-letter queue, which somebody else may have put there.
	 * @param message any message
	 * @param queue name of the queue it belongs to
	 * @return what it says; a message that is none of ours counts as rejected
	 */
	static DeadLetter read(Message message, String queue) {
		MessageProperties properties = message.getMessageProperties();
		FailureReason reason = reason(properties);
		Object tryCount = properties.getHeader(JobHeaders.TRY_COUNT);
		return new DeadLetter(jobId(properties.getMessageId()), queue, reason,
				(tryCount instanceof Integer count) ? count : 0, text(properties, JobHeaders.EXCEPTION_CLASS),
				text(properties, JobHeaders.EXCEPTION_MESSAGE), new String(message.getBody(), StandardCharsets.UTF_8),
				withoutNulls(properties.getHeaders()));
	}

	/**
	 * Whether a message on a dead-letter queue says that its job is in another database.
	 */
	static boolean isOfAnother(Message message, UUID database) {
		Object origin = message.getMessageProperties().getHeader(JobHeaders.DATABASE);
		return origin != null && !origin.toString().equals(database.toString());
	}

	private static FailureReason reason(MessageProperties properties) {
		String text = text(properties, JobHeaders.REASON);
		for (FailureReason reason : FailureReason.values()) {
			if (reason.value().equals(text)) {
				return reason;
			}
		}
		return FailureReason.REJECTED_MESSAGE;
	}

	private static @Nullable JobId jobId(@Nullable String text) {
		try {
			return (text != null) ? new JobId(UUID.fromString(text)) : null;
		}
		catch (IllegalArgumentException ex) {
			// A foreign message may have any id; it then names no job.
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

}
