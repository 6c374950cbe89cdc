package io.computeplatform.internal.masking;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;

/**
 * The sensitive values of a JSON text, by their position. The text around them stays
 * exactly as it was written.
 */
final class SensitiveText {

	private static final JsonFactory JSON = JsonFactory.builder()
		.streamReadConstraints(StreamReadConstraints.builder()
			.maxNumberLength(Integer.MAX_VALUE)
			.maxStringLength(Integer.MAX_VALUE)
			.maxNameLength(Integer.MAX_VALUE)
			.build())
		.build();

	private final String json;

	private final List<Value> values;

	private SensitiveText(String json, List<Value> values) {
		this.json = json;
		this.values = values;
	}

	/**
	 * Reads a text.
	 * @param json any text
	 * @param names names of sensitive fields
	 * @return the sensitive values
	 * @throws IOException if it is not valid JSON, or nested too deeply
	 */
	static SensitiveText of(String json, SensitiveNames names) throws IOException {
		List<Value> values = new ArrayList<>();
		boolean empty = true;
		try (JsonParser parser = JSON.createParser(json)) {
			for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
				empty = false;
				if (token != JsonToken.FIELD_NAME || !names.contains(parser.currentName())) {
					continue;
				}
				JsonPointer place = parser.getParsingContext().pathAsPointer();
				token = parser.nextToken();
				int start = (int) parser.currentTokenLocation().getCharOffset();
				boolean mask = token == JsonToken.VALUE_STRING && parser.getText().equals(PayloadMask.MASK);
				parser.skipChildren();
				parser.finishToken();
				values.add(new Value(place, start, (int) parser.currentLocation().getCharOffset(), mask));
			}
		}
		if (empty) {
			throw new IOException("No JSON");
		}
		return new SensitiveText(json, values);
	}

	/**
	 * Replaces the values.
	 * @param replacement returns the new text of a value
	 * @return the new text
	 */
	String replace(Function<Value, String> replacement) {
		StringBuilder text = new StringBuilder();
		int from = 0;
		for (Value value : this.values) {
			text.append(this.json, from, value.start()).append(replacement.apply(value));
			from = value.end();
		}
		return text.append(this.json, from, this.json.length()).toString();
	}

	/**
	 * The texts of the values. Of duplicate fields the last counts, as in Jackson.
	 * @return each value's JSON by its position
	 */
	Map<JsonPointer, String> texts() {
		return this.values.stream().collect(Collectors.toMap(Value::place, this::text, (first, last) -> last));
	}

	String text(Value value) {
		return this.json.substring(value.start(), value.end());
	}

	/**
	 * A sensitive value.
	 *
	 * @param place its position
	 * @param start where its text starts
	 * @param end where its text ends
	 * @param isMask whether it is the mask, and not a value
	 */
	record Value(JsonPointer place, int start, int end, boolean isMask) {

	}

}
