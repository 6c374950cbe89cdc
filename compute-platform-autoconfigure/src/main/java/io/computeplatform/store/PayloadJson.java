package io.computeplatform.store;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.computeplatform.InvalidJobException;

/**
 * Payloads as the JSON that is kept. A mapper of its own: what was written must be
 * readable whatever the application does to its own. No type names, no defaults that
 * would let JSON choose a class. Internal, thread-safe.
 */
public final class PayloadJson {

	private static final int MAX_BYTES = 16 * 1024 * 1024 - 1024;

	private final ObjectMapper mapper = JsonMapper.builder()
		// Named, because an application on Spring Boot 4 brings neither by itself.
		.addModules(new Jdk8Module(), new JavaTimeModule())
		.findAndAddModules()
		.disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
		.disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
		// An older worker must be able to read what a newer submitter writes.
		.disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
		.build();

	/**
	 * Creates one. All are the same.
	 */
	public PayloadJson() {
	}

	/**
	 * Says why a payload can't be read, and where, without a word of what is in it: what
	 * Jackson says quotes the value.
	 * @param failure what Jackson threw
	 * @return text for a person
	 */
	public static String describe(JsonProcessingException failure) {
		if (failure.getLocation() == null) {
			// Thrown here, and not by Jackson.
			return failure.getOriginalMessage();
		}
		StringBuilder text = new StringBuilder(failure.getClass().getSimpleName());
		if (failure instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
			text.append(" at ");
			// Of a map, names of fields are values too.
			text.append(mapping.getPath()
				.stream()
				.map((step) -> (step.getFieldName() == null) ? "[" + step.getIndex() + "]"
						: (step.getFrom() instanceof Map) ? "[?]" : "." + step.getFieldName())
				.collect(Collectors.joining()));
		}
		JsonLocation location = failure.getLocation();
		return text.append(", line ")
			.append(location.getLineNr())
			.append(", column ")
			.append(location.getColumnNr())
			.toString();
	}

	/**
	 * A mapper that knows types and names as this one does.
	 * @return a new one
	 */
	public ObjectMapper copyOfMapper() {
		return this.mapper.copy();
	}

	/**
	 * Writes a payload.
	 * @param payload what was submitted
	 * @return its JSON
	 * @throws InvalidJobException if it can't be written, or is too large
	 */
	public String write(Object payload) {
		byte[] json;
		try {
			json = this.mapper.writeValueAsBytes(payload);
		}
		catch (JsonProcessingException ex) {
			throw new InvalidJobException("payload", payload.getClass().getName(),
					"what Jackson can write as JSON: " + ex.getOriginalMessage(), ex);
		}
		if (json.length > MAX_BYTES) {
			throw tooLarge(json.length + " bytes of JSON");
		}
		return new String(json, StandardCharsets.UTF_8);
	}

	/**
	 * Checks JSON that a person wrote. Stricter than a worker, which must bear what newer
	 * submitters write: a field that the type does not have is most likely a slip.
	 * @param json what is to be kept
	 * @param type type that the executor declares
	 * @throws InvalidJobException if it is no JSON, does not fit the type, or is too
	 * large
	 */
	public void check(String json, Type type) {
		if (json.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
			throw tooLarge(json.length() + " characters");
		}
		try {
			Object payload = this.mapper.readerFor(this.mapper.constructType(type))
				.with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
				.readValue(json);
			if (payload == null) {
				throw new JsonMappingException(null, "null is no payload");
			}
		}
		catch (JsonProcessingException ex) {
			// Without the cause: it quotes what was hidden from whoever edits.
			throw new InvalidJobException("payload", json.length() + " characters of JSON",
					"what can be read as " + type.getTypeName() + ": " + describe(ex));
		}
	}

	private static InvalidJobException tooLarge(String size) {
		return new InvalidJobException("payload", size, MAX_BYTES
				+ " bytes, the most that fits a RabbitMQ message; keep large data elsewhere and submit a reference");
	}

	/**
	 * Reads a payload.
	 * @param json what the row holds
	 * @param type type that the executor declares
	 * @return the payload
	 * @throws JsonProcessingException if the JSON does not fit the type, or is null
	 */
	public Object read(String json, Type type) throws JsonProcessingException {
		Object payload = this.mapper.readValue(json, this.mapper.constructType(type));
		if (payload == null) {
			throw new JsonMappingException(null, "null is no payload");
		}
		return payload;
	}

}
