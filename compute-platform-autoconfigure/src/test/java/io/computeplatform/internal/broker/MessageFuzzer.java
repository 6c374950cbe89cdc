package io.computeplatform.internal.broker;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.UUID;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.impl.AMQContentHeader;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import io.computeplatform.FailureReason;
import io.computeplatform.internal.broker.DeadLetters.Headers;
import io.computeplatform.internal.broker.JobMessage.BrokenMessageException;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

/**
 * Reads any bytes as the header of a message that was found in a job queue, and as that
 * of one in a dead-letter queue.
 */
public final class MessageFuzzer {

	/** What a header may take in a frame of the broker's default size. */
	private static final int FRAME = 128 * 1024 - 8;

	private static final LenientPropertiesConverter CONVERTER = new LenientPropertiesConverter();

	private MessageFuzzer() {
	}

	/** Called by the fuzzer, again and again. */
	public static void fuzzerTestOneInput(byte[] data) {
		BasicProperties properties;
		try {
			AMQContentHeader header = AMQImpl
				.readContentHeaderFrom(new DataInputStream(new ByteArrayInputStream(data)));
			properties = (BasicProperties) header;
		}
		catch (IOException | RuntimeException | StackOverflowError ex) {
			// The client ends the connection before we see anything.
			return;
		}
		Message message = new Message(data, CONVERTER.toMessageProperties(properties, null, "UTF-8"));
		read(message);
		DeadLetters.read(message, "work");
	}

	private static void read(Message message) {
		try {
			JobMessage jobMessage = JobMessage.of(message);
			if (jobMessage.tryCount() < 0 || jobMessage.publishedAt().getYear() < 1970
					|| jobMessage.publishedAt().getYear() > 9999) {
				throw new AssertionError(jobMessage.toString());
			}
		}
		catch (BrokenMessageException ex) {
			putAway(message, String.valueOf(ex.getMessage()));
		}
	}

	private static void putAway(Message message, String why) {
		StoredMessage kept = new StoredMessage(message);
		byte[] kind = kept.properties();
		if (kind != null && !Arrays.equals(kept.fingerprint(),
				new StoredMessage(StoredMessage.restore(kind, message.getBody())).fingerprint())) {
			throw new AssertionError("The message that is restored is another one");
		}
		Message letter = DeadLetters.ofRejected(message, "work", why, DeadLetters.rejectedId(new UUID(0, 0), 1),
				Headers.ALL);
		MessageProperties properties = letter.getMessageProperties();
		try {
			Frame frame = CONVERTER.fromMessageProperties(properties, "UTF-8").toFrame(1, letter.getBody().length);
			if (frame.size() > FRAME) {
				throw new AssertionError("A header of " + frame.size() + " bytes");
			}
		}
		catch (IOException ex) {
			throw new AssertionError("The letter can't be written", ex);
		}
		if (DeadLetters.read(letter, "work").reason() != FailureReason.REJECTED_MESSAGE) {
			throw new AssertionError("The letter does not say that the message was rejected");
		}
	}

}
