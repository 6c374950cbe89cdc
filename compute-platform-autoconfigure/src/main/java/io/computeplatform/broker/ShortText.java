package io.computeplatform.broker;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * Cuts text so that it fits where AMQP wants it short.
 */
final class ShortText {

	static final int MAX_BYTES = 255;

	private ShortText() {
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
