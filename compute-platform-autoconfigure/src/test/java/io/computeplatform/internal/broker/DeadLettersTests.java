package io.computeplatform.internal.broker;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.computeplatform.internal.broker.DeadLetters.Headers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("fast")
class DeadLettersTests {

	private static final UUID DATABASE = UUID.randomUUID();

	@ParameterizedTest
	@MethodSource("unbounded")
	void headersThatNoLetterCanHaveAreLeftOutAndItIsSaid(Object value) {
		MessageProperties properties = new MessageProperties();
		properties.setHeader("own", "kept?");
		properties.setHeader("large", value);
		Message message = new Message(new byte[] { 1 }, properties);

		Message letter = DeadLetters.ofRejected(message, "work", "why", null, Headers.ALL);
		assertThat(letter.getMessageProperties().getHeaders()).doesNotContainKeys("own", "large")
			.containsKeys("compute-reason", "compute-omitted-headers");
		StoredMessage kept = new StoredMessage(message);
		assertThat(kept.properties()).isNull();
		assertThat(kept.headers()).hasSizeLessThan(1000).contains("compute-omitted-headers");
	}

	static Stream<Object> unbounded() {
		return Stream.of(nested(1000, true), nested(100_000, false), nested(21, true), "x".repeat(40_000),
				new ArrayList<>(Collections.nCopies(100_000, 1)), Map.of("n".repeat(300), 1));
	}

	@Test
	void headersAsDeepAsTheyMayBeAreKept() {
		MessageProperties properties = new MessageProperties();
		properties.setHeader("deep", nested(18, true));
		assertThat(new StoredMessage(new Message(new byte[0], properties)).properties()).isNotNull();
	}

	@Test
	void headerThatIsNestedTooDeepIsLeftOutAsItIsReadAndTheOthersAreNot() {
		Map<String, Object> headers = new HashMap<>();
		headers.put("deep", nested(100_000, true));
		headers.put("compute-try-count", 3);
		MessageProperties read = new LenientPropertiesConverter()
			.toMessageProperties(new BasicProperties.Builder().headers(headers).build(), null, "UTF-8");
		assertThat(read.getHeaders()).containsOnlyKeys("compute-try-count", "compute-omitted-headers")
			.containsEntry("compute-try-count", 3);
	}

	@Test
	void letterThatIsPutBackIsTheSameMessageAndOthersAreNot() {
		Message message = message("id", Map.of("own", 1), "body");
		Message letter = DeadLetters.ofRejected(message, "work", "why", DeadLetters.rejectedId(DATABASE, 7),
				Headers.ALL);
		letter.getMessageProperties().setHeader("x-delivery-count", 4);
		assertThat(fingerprint(letter)).isEqualTo(fingerprint(message));
		assertThat(Stream
			.of(message, message("other", Map.of("own", 1), "body"), message("id", Map.of("own", 2), "body"),
					message("id", Map.of("own", 1), "other"))
			.map(DeadLettersTests::fingerprint)
			.map(List::toString)).doesNotHaveDuplicates();
	}

	@Test
	void rowIsFoundOnlyInItsDatabase() {
		Message message = message("id", Map.of(), "body");
		Message letter = DeadLetters.ofRejected(message, "work", "why", DeadLetters.rejectedId(DATABASE, 7),
				Headers.ALL);
		assertThat(rejectedId(letter, DATABASE)).isEqualTo(7);
		assertThat(rejectedId(letter, UUID.randomUUID())).isNull();
		for (String other : new String[] { "", "7", DATABASE + "/", DATABASE + "/x",
				DATABASE + "/" + "9".repeat(99) }) {
			letter.getMessageProperties().setHeader("compute-rejected-id", other);
			assertThat(rejectedId(letter, DATABASE)).as(other).isNull();
		}
	}

	private static Long rejectedId(Message letter, UUID database) {
		return DeadLetters.rejectedId(DeadLetters.read(letter, "work"), database);
	}

	private static Message message(String id, Map<String, Object> headers, String body) {
		MessageProperties properties = new MessageProperties();
		properties.setMessageId(id);
		headers.forEach(properties::setHeader);
		return new Message(body.getBytes(), properties);
	}

	private static List<Byte> fingerprint(Message message) {
		List<Byte> bytes = new ArrayList<>();
		for (byte each : new StoredMessage(message).fingerprint()) {
			bytes.add(each);
		}
		return bytes;
	}

	private static Object nested(int depth, boolean tables) {
		Object nested = "x";
		for (int i = 0; i < depth; i++) {
			nested = tables ? new HashMap<>(Collections.singletonMap("n", nested))
					: new ArrayList<>(Collections.singletonList(nested));
		}
		return nested;
	}

}
