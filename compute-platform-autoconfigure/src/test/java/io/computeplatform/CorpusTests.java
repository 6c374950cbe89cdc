package io.computeplatform;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

import io.computeplatform.internal.broker.MessageFuzzer;
import io.computeplatform.internal.store.PayloadFuzzer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatCode;

/**
 * Goes once more through everything that fuzzing has found worth keeping.
 */
@Tag("fast")
class CorpusTests {

	@ParameterizedTest
	@MethodSource("messages")
	void messageIsReadOrPutAway(Path input) {
		assertThatCode(() -> MessageFuzzer.fuzzerTestOneInput(Files.readAllBytes(input))).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@MethodSource("payloads")
	void payloadIsReadOrRefused(Path input) {
		assertThatCode(() -> PayloadFuzzer.fuzzerTestOneInput(Files.readAllBytes(input))).doesNotThrowAnyException();
	}

	static Stream<Path> messages() throws IOException, URISyntaxException {
		return corpus("messages");
	}

	static Stream<Path> payloads() throws IOException, URISyntaxException {
		return corpus("payloads");
	}

	private static Stream<Path> corpus(String name) throws IOException, URISyntaxException {
		return Files.list(Path.of(Objects.requireNonNull(CorpusTests.class.getResource("/corpus/" + name)).toURI()));
	}

}
