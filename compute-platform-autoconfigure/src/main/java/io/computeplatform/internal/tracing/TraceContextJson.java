package io.computeplatform.internal.tracing;

import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/**
 * Trace context as the JSON that a row stores.
 */
final class TraceContextJson {

	/**
	 * In characters, which equal bytes in ASCII.
	 */
	static final int MAX_LENGTH = 8 * 1024;

	private static final ObjectMapper MAPPER = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

	private static final TypeReference<Map<String, String>> FIELDS = new TypeReference<>() {
	};

	private TraceContextJson() {
	}

	static @Nullable String write(Map<String, String> fields) {
		Map<String, String> kept = new HashMap<>(fields);
		String json = json(kept);
		while (json.length() > MAX_LENGTH) {
			// Ids are short in each format; long values are baggage.
			kept.remove(longest(kept));
			json = json(kept);
		}
		return kept.isEmpty() ? null : json;
	}

	private static String longest(Map<String, String> fields) {
		return Collections.max(fields.entrySet(), Comparator.comparingInt((field) -> field.getValue().length()))
			.getKey();
	}

	private static String json(Map<String, String> fields) {
		try {
			return MAPPER.writeValueAsString(fields);
		}
		catch (JsonProcessingException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static Map<String, String> read(@Nullable String json) {
		if (json == null) {
			return Map.of();
		}
		try {
			return MAPPER.readValue(json, FIELDS);
		}
		catch (JsonProcessingException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
