package io.computeplatform.internal.broker;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Truncates text to the limit of an AMQP short string.
 */
final class AmqpShortString {

	static final int MAX_BYTES = 255;

	private AmqpShortString() {
	}

	static String of(String text) {
		return cut(text, MAX_BYTES);
	}

	static String cut(@Nullable String text, int maxBytes) {
		String rest = (text != null) ? text.substring(0, Math.min(text.length(), maxBytes)) : "";
		while (rest.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
			rest = rest.substring(0, rest.length() - 1);
		}
		return rest;
	}

}
