package io.computeplatform.internal.broker;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;

/**
 * The message on a job queue: "job J, try N, is ready". It has no body; only the row is
 * authoritative. Internal.
 *
 * @param id id of the job
 * @param tryCount tries started before
 * @param publishedAt time by the database's clock at which it was claimed for its publish
 * @param database identity of the database that holds the job, or {@code null} if the
 * message has none
 */
public record JobMessage(UUID id, int tryCount, OffsetDateTime publishedAt, @Nullable UUID database) {

	/**
	 * Writes the message.
	 * @param type type name of the payload, for people who inspect the queue
	 * @return the message
	 */
	public Message toMessage(String type) {
		MessageProperties properties = new MessageProperties();
		properties.setMessageId(this.id.toString());
		properties.setType(AmqpShortString.of(type));
		properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
		properties.setHeader(JobHeaders.TRY_COUNT, this.tryCount);
		properties.setHeader(JobHeaders.PUBLISHED_AT, this.publishedAt.toString());
		if (this.database != null) {
			properties.setHeader(JobHeaders.DATABASE, this.database.toString());
		}
		return new Message(new byte[0], properties);
	}

	/**
	 * Reads a message from any source.
	 * @param message any message
	 * @return its content
	 * @throws BrokenMessageException if it is not a job message
	 */
	public static JobMessage of(Message message) throws BrokenMessageException {
		MessageProperties properties = message.getMessageProperties();
		String id = properties.getMessageId();
		Object tryCount = properties.getHeader(JobHeaders.TRY_COUNT);
		Object publishedAt = properties.getHeader(JobHeaders.PUBLISHED_AT);
		if (!(tryCount instanceof Integer || tryCount instanceof Long || tryCount instanceof Short
				|| tryCount instanceof Byte)) {
			throw new BrokenMessageException((tryCount == null) ? "it has no header " + JobHeaders.TRY_COUNT
					: "its header " + JobHeaders.TRY_COUNT + " is no integer");
		}
		long count = ((Number) tryCount).longValue();
		if (count < 0 || count >= Integer.MAX_VALUE) {
			throw new BrokenMessageException("its header " + JobHeaders.TRY_COUNT + " is out of range: " + count);
		}
		try {
			OffsetDateTime time = OffsetDateTime.parse(String.valueOf(publishedAt));
			if (time.getYear() < 1970 || time.getYear() > 9999) {
				// The database can't store such a time.
				throw new BrokenMessageException("its header " + JobHeaders.PUBLISHED_AT + " is out of range");
			}
			Object database = properties.getHeader(JobHeaders.DATABASE);
			return new JobMessage(UUID.fromString(String.valueOf(id)), (int) count, time,
					(database != null) ? UUID.fromString(database.toString()) : null);
		}
		catch (IllegalArgumentException ex) {
			throw new BrokenMessageException("its message id or its database is no UUID");
		}
		catch (DateTimeException ex) {
			throw new BrokenMessageException("its header " + JobHeaders.PUBLISHED_AT + " is no time");
		}
	}

	/**
	 * Thrown for a message on a job queue that this library did not write.
	 */
	public static final class BrokenMessageException extends Exception {

		private static final long serialVersionUID = 1L;

		BrokenMessageException(String message) {
			super(message);
		}

	}

}
