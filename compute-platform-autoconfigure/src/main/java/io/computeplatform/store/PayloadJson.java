package io.computeplatform.store;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.computeplatform.InvalidJobException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ObjectUtils;

/**
 * Payloads as the JSON that is kept. A mapper of its own: what was written must be
 * readable whatever the application does to its own. No type names, no defaults that
 * would let JSON choose a class. Internal, thread-safe.
 */
public final class PayloadJson {

	static final String NO_PAYLOAD = "null is no payload";

	private static final int MAX_BYTES = 16 * 1024 * 1024 - 1024;

	private static final int MAX_INFERRED = 10;

	private final ObjectMapper mapper = PayloadMapper.create(MAX_BYTES);

	private final PayloadFields fields = new PayloadFields(this.mapper);

	private final PayloadFailures failures = new PayloadFailures(this.mapper);

	/**
	 * Creates one. All are the same.
	 */
	public PayloadJson() {
	}

	/**
	 * Says why a payload can't be read, and where, without a word of what is in it: what
	 * Jackson says quotes the value.
	 * @param failure what Jackson threw
	 * @return text for a person: field, expected type and reason
	 */
	public String describe(JsonProcessingException failure) {
		return this.failures.describe(failure);
	}

	/**
	 * What the payload's own code threw while it was read.
	 * @param failure what Jackson threw
	 * @return the cause, or {@code null} if it is none of the payload's own
	 */
	public static @Nullable Throwable causeInPayload(JsonProcessingException failure) {
		return PayloadFailures.causeInPayload(failure);
	}

	/**
	 * Reads whatever JSON a row holds: what was taken once must stay readable.
	 * @return a new builder of a mapper that knows no types
	 */
	public static JsonMapper.Builder anyJson() {
		return JsonMapper
			.builder(JsonFactory.builder()
				.streamReadConstraints(StreamReadConstraints.builder()
					.maxNumberLength(Integer.MAX_VALUE)
					.maxStringLength(Integer.MAX_VALUE)
					.maxNameLength(Integer.MAX_VALUE)
					.build())
				.build())
			.enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
	}

	/**
	 * A mapper that knows types and names as this one does.
	 * @return a new one
	 */
	public ObjectMapper copyOfMapper() {
		return this.mapper.copy();
	}

	/**
	 * Writes a payload as the type that a worker reads, and proves that it comes back
	 * equal.
	 * @param payload what is submitted
	 * @param declared type that its executor declares, or {@code null} if this process
	 * has none for it
	 * @return its JSON
	 * @throws InvalidJobException if it can't be written, comes back as something else,
	 * or is too large
	 */
	public String write(Object payload, @Nullable Type declared) {
		JavaType type = (declared != null) ? this.mapper.constructType(declared) : null;
		if (type == null || !type.getRawClass().isInstance(payload)) {
			type = typeOf(payload, MAX_INFERRED);
		}
		String json = text(payload, type);
		prove(payload, json, type);
		return json;
	}

	/**
	 * Writes a payload of which nobody knows what its executor declares. Proves that it
	 * comes back equal, unless it is of a generic class, which can't be known then.
	 * @param payload what is submitted
	 * @return its JSON
	 * @throws InvalidJobException as {@link #write(Object, Type)} does
	 */
	public String write(Object payload) {
		JavaType type = typeOf(payload, MAX_INFERRED);
		String json = text(payload, type);
		if (payload.getClass().getTypeParameters().length == 0) {
			prove(payload, json, type);
		}
		return json;
	}

	private String text(Object payload, JavaType type) {
		if (payload.getClass().isHidden()) {
			throw refused(payload, "is of a class that other processes have too, and no lambda");
		}
		byte[] json;
		try {
			json = this.mapper.writerFor(type).writeValueAsBytes(payload);
		}
		catch (JsonProcessingException ex) {
			throw refused(payload, "can be written as JSON: " + describe(ex));
		}
		if (json.length > MAX_BYTES) {
			throw tooLarge(json.length + " bytes of JSON");
		}
		return new String(json, StandardCharsets.UTF_8);
	}

	private void prove(Object payload, String json, JavaType type) {
		Difference difference;
		try {
			difference = new PayloadComparison(this.fields).compare(payload, this.mapper.readValue(json, type));
		}
		catch (JsonProcessingException ex) {
			throw refused(payload, "a worker can read back as " + type.toCanonical() + ": " + describe(ex));
		}
		if (difference != null) {
			throw refused(payload, "comes back equal from its JSON as " + type.toCanonical() + ": " + difference);
		}
	}

	/**
	 * Whether two texts are the same payload, though they may be written in another
	 * order, or by another version of its class.
	 * @param before what the row holds
	 * @param now what is submitted
	 * @param type type that the executor declares
	 * @return {@code false} also if one of them can't be read
	 */
	public boolean isSame(String before, String now, Type type) {
		try {
			return new PayloadComparison(this.fields).compare(read(before, type), read(now, type)) == null;
		}
		catch (JsonProcessingException ex) {
			return false;
		}
	}

	private static InvalidJobException refused(Object payload, String reason) {
		return new InvalidJobException("payload", payload.getClass().getTypeName(), "a payload that " + reason);
	}

	/**
	 * The type of a payload that no executor here declares. Containers of the JDK don't
	 * know what they are of; what they hold does, if all of it is of one type.
	 */
	private JavaType typeOf(Object payload, int depth) {
		TypeFactory types = this.mapper.getTypeFactory();
		if (depth == 0) {
			return TypeFactory.unknownType();
		}
		if (JdkValues.contain(payload.getClass())) {
			if (payload instanceof Map<?, ?> map) {
				return types.constructMapType(Map.class, common(map.keySet(), depth), common(map.values(), depth));
			}
			if (payload instanceof Collection<?> elements) {
				return types.constructCollectionType((payload instanceof Set) ? Set.class : List.class,
						common(elements, depth));
			}
		}
		return types
			.constructType((payload instanceof Enum<?> constant) ? constant.getDeclaringClass() : payload.getClass());
	}

	private JavaType common(Collection<?> values, int depth) {
		List<JavaType> types = values.stream()
			.filter((value) -> !ObjectUtils.isEmpty(value) || value instanceof CharSequence)
			.map((value) -> typeOf(value, depth - 1))
			.distinct()
			.limit(2)
			.toList();
		return (types.size() == 1) ? types.get(0) : TypeFactory.unknownType();
	}

	/**
	 * Checks JSON that a person wrote. Stricter than a worker, which must bear what newer
	 * submitters write: a field that the type does not have, or that is there twice, is
	 * most likely a slip.
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
				.with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
				.readValue(json);
			requireValue(payload);
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
		return requireValue(this.mapper.readValue(json, this.mapper.constructType(type)));
	}

	private static Object requireValue(@Nullable Object payload) throws JsonMappingException {
		if (payload == null) {
			throw new JsonMappingException(null, NO_PAYLOAD);
		}
		return payload;
	}

}
