package io.computeplatform.internal.queue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Names that RabbitMQ accepts for a queue.
 */
final class QueueNames {

	private static final int MAX_BYTES = 255;

	private QueueNames() {
	}

	static Optional<String> refusalOf(String name) {
		if (name.isBlank()) {
			return Optional.of("it is empty");
		}
		if (name.startsWith("amq.")) {
			return Optional.of("names that start with 'amq.' are reserved");
		}
		int bytes = name.getBytes(StandardCharsets.UTF_8).length;
		if (bytes > MAX_BYTES) {
			return Optional.of("it has " + bytes + " bytes, " + MAX_BYTES + " are allowed");
		}
		if (name.chars().anyMatch(Character::isISOControl)) {
			return Optional.of("it contains control characters");
		}
		return Optional.empty();
	}

	static String printable(String name) {
		return name.replaceAll("\\p{Cntrl}", "?");
	}

}
