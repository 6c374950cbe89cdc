package io.computeplatform.internal.broker;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.LongString;
import com.rabbitmq.client.impl.AMQImpl;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;

/**
 * A rejected message in bounded space: what can be shown of it, and what is needed to
 * publish it again. Internal, thread-safe.
 */
public final class StoredMessage {

	/**
	 * Maximum bytes of a body that are kept.
	 */
	public static final int MAX_BODY = 64 * 1024;

	private static final int MAX_HEADERS = 32 * 1024;

	/**
	 * Headers that the broker adds.
	 */
	private static final Pattern BROKERS_OWN = Pattern
		.compile("x-(death|(first|last)-death-.*|delivery-count|acquired-count|opt-.*)");

	/**
	 * The broker would publish copies to other queues, or back to this one endlessly.
	 */
	private static final Set<String> ROUTING = Set.of("CC", "BCC");

	/**
	 * Ignored: a dead letter that is published back into its queue is the same message
	 * again.
	 */
	private static final Set<String> OF_LETTERS = Set.of(JobHeaders.REASON, JobHeaders.ORIGIN_QUEUE,
			JobHeaders.EXCEPTION_CLASS, JobHeaders.EXCEPTION_MESSAGE, JobHeaders.FAILED_AT, JobHeaders.REJECTED_ID);

	private static final LenientPropertiesConverter CONVERTER = new LenientPropertiesConverter();

	private static final ObjectMapper JSON = new ObjectMapper();

	private final MessageProperties properties;

	private final byte[] body;

	private final String headers;

	/**
	 * Creates the kept form of a message from any source.
	 * @param message the message
	 */
	public StoredMessage(Message message) {
		this.properties = properties(message.getMessageProperties(), true);
		this.body = message.getBody();
		this.headers = json(this.properties.getHeaders());
	}

	/**
	 * Copies the properties that are kept. If the headers are too large, all of them are
	 * left out, and a header says so.
	 */
	static MessageProperties properties(MessageProperties from, boolean withHeaders) {
		MessageProperties properties = new MessageProperties();
		properties.setMessageId(shortened(from.getMessageId()));
		properties.setType(shortened(from.getType()));
		properties.setContentType(AmqpShortString.cut(from.getContentType(), AmqpShortString.MAX_BYTES));
		properties.setContentEncoding(shortened(from.getContentEncoding()));
		properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
		if (!withHeaders) {
			properties.setHeader(JobHeaders.OMITTED, "all, because the client could not send them");
		}
		else if (!HeaderTables.fit(from.getHeaders(), MAX_HEADERS)) {
			properties.setHeader(JobHeaders.OMITTED,
					"all, because they take more than %d bytes or are nested deeper than %d".formatted(MAX_HEADERS,
							HeaderTables.MAX_DEPTH));
		}
		else {
			from.getHeaders().forEach((name, value) -> {
				if (!BROKERS_OWN.matcher(name).matches() && !ROUTING.contains(name) && !OF_LETTERS.contains(name)) {
					properties.setHeader(name, value);
				}
			});
		}
		return properties;
	}

	private static @Nullable String shortened(@Nullable String text) {
		return (text != null) ? AmqpShortString.of(text) : null;
	}

	/**
	 * Message id that the sender set.
	 * @return the id, or {@code null} if there is none
	 */
	public @Nullable String messageId() {
		return this.properties.getMessageId();
	}

	/**
	 * Type that the sender set.
	 * @return the type, or {@code null} if there is none
	 */
	public @Nullable String type() {
		return this.properties.getType();
	}

	/**
	 * Headers, to be shown.
	 * @return a JSON object
	 */
	public String headers() {
		return this.headers;
	}

	/**
	 * Properties and headers, to be published again.
	 * @return what {@link #restore} reads, or {@code null} if headers were left out
	 */
	public byte @Nullable [] properties() {
		if (this.properties.getHeaders().containsKey(JobHeaders.OMITTED)) {
			return null;
		}
		try {
			return CONVERTER.fromMessageProperties(this.properties, StandardCharsets.UTF_8.name())
				.toFrame(0, 0)
				.getPayload();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Whether it is kept completely.
	 * @return {@code false} if headers were left out, or the body was truncated
	 */
	public boolean isComplete() {
		return this.body.length <= MAX_BODY && !this.properties.getHeaders().containsKey(JobHeaders.OMITTED);
	}

	/**
	 * Copies a message, to be published again.
	 * @param message the message
	 * @return a copy without headers that the broker added
	 * @throws IllegalStateException if its headers are too large, or nested too deep
	 */
	public static Message again(Message message) {
		MessageProperties properties = properties(message.getMessageProperties(), true);
		if (properties.getHeaders().containsKey(JobHeaders.OMITTED)) {
			throw new IllegalStateException("The message can't be sent again as it is");
		}
		return new Message(message.getBody(), properties);
	}

	/**
	 * Beginning of the body.
	 * @return at most {@link #MAX_BODY} bytes
	 */
	public byte[] body() {
		return Arrays.copyOf(this.body, Math.min(this.body.length, MAX_BODY));
	}

	/**
	 * Size of the whole body.
	 * @return bytes
	 */
	public long bodySize() {
		return this.body.length;
	}

	/**
	 * Digest of the message: the same for the same id, type, content, headers and body.
	 * @return a digest
	 */
	public byte[] fingerprint() {
		MessageDigest digest = sha256();
		for (String text : new String[] { String.valueOf(messageId()), String.valueOf(type()),
				this.properties.getContentType(), String.valueOf(this.properties.getContentEncoding()),
				this.headers }) {
			byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
			digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
			digest.update(bytes);
		}
		return digest.digest(this.body);
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	/**
	 * Restores the message.
	 * @param properties what {@link #properties()} returned
	 * @param body the whole body
	 * @return the message
	 */
	public static Message restore(byte[] properties, byte[] body) {
		try {
			BasicProperties read = (BasicProperties) AMQImpl
				.readContentHeaderFrom(new DataInputStream(new ByteArrayInputStream(properties)));
			return new Message(body, CONVERTER.toMessageProperties(read, null, StandardCharsets.UTF_8.name()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String json(Map<String, Object> headers) {
		try {
			return JSON.writeValueAsString(plain(headers));
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("Headers of an unknown kind", ex);
		}
	}

	/**
	 * The depth was limited before.
	 */
	private static @Nullable Object plain(@Nullable Object value) {
		if (value instanceof Map<?, ?> table) {
			Map<String, @Nullable Object> plain = new TreeMap<>();
			table.forEach((name, each) -> plain.put(String.valueOf(name), plain(each)));
			return plain;
		}
		if (value instanceof List<?> array) {
			return array.stream().map(StoredMessage::plain).toList();
		}
		if (value instanceof Date time) {
			return time.toInstant().toString();
		}
		return (value instanceof LongString text) ? text.toString() : value;
	}

}
