package io.computeplatform.internal.store;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.TypeFactory;
import io.computeplatform.InvalidJobException;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ObjectUtils;

/**
 * Reads and writes payloads as JSON. It has its own mapper: stored payloads must stay
 * readable if the application configures its mapper differently. No type names, and no
 * default typing by which JSON could choose a class. Internal, thread-safe.
 */
public final class PayloadJson {

	static final String NO_PAYLOAD = "null is no payload";

	private static final int MAX_BYTES = 16 * 1024 * 1024 - 1024;

	private static final int MAX_INFERRED = 10;

	private static final int MAX_CAUSES = 100;

	private final ObjectMapper mapper = PayloadMapper.create(MAX_BYTES);

	private final PayloadFields fields = new PayloadFields(this.mapper);

	private final PayloadFailures failures = new PayloadFailures(this.mapper);

	/**
	 * Creates an instance. All instances are alike.
	 */
	public PayloadJson() {
	}

	/**
	 * Describes why a payload can't be read, and where, without its values, which
	 * Jackson's message quotes.
	 * @param failure exception of Jackson
	 * @return text for a person: field, expected type and reason
	 */
	public String describe(JsonProcessingException failure) {
		return this.failures.describe(failure);
	}

	/**
	 * Returns the exception that the payload's own code threw while it was read.
	 * @param failure exception of Jackson
	 * @return the cause, or {@code null} if it is not from the payload's own code
	 */
	public static @Nullable Throwable causeInPayload(JsonProcessingException failure) {
		return PayloadFailures.causeInPayload(failure);
	}

	/**
	 * Whether a payload can't be read because it names a subtype that this process does
	 * not know. The subtype was known when the job was submitted, so another version
	 * knows it.
	 * @param failure exception of Jackson
	 * @return {@code false} if it names none
	 */
	public static boolean isOfUnknownSubtype(JsonProcessingException failure) {
		return Stream.iterate(failure, Objects::nonNull, PayloadJson::causeOfJackson)
			.limit(MAX_CAUSES)
			.anyMatch((cause) -> cause instanceof InvalidTypeIdException unknown && unknown.getTypeId() != null);
	}

	private static @Nullable JsonProcessingException causeOfJackson(JsonProcessingException failure) {
		return (failure.getCause() instanceof JsonProcessingException cause) ? cause : null;
	}

	/**
	 * Reads any JSON that a row can hold: a payload that was accepted once must stay
	 * readable.
	 * @return a new builder of a mapper without types
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
	 * Writes a payload as the type that a worker reads, and verifies that it reads back
	 * equal.
	 * @param payload the payload
	 * @param declared type that its executor declares, or {@code null} if this process
	 * has none for it
	 * @return its JSON
	 * @throws InvalidJobException if it can't be written, reads back differently, or is
	 * too large
	 */
	public String write(Object payload, @Nullable Type declared) {
		JavaType type = (declared != null) ? this.mapper.constructType(declared) : null;
		if (type == null || !type.getRawClass().isInstance(payload)) {
			type = typeOf(payload, MAX_INFERRED);
		}
		String json = text(payload, type);
		verifyRoundTrip(payload, json, type);
		return json;
	}

	/**
	 * Writes a payload whose executor's type is not known. Verifies that it reads back
	 * equal, unless it is of a generic class, for which that is not possible.
	 * @param payload the payload
	 * @return its JSON
	 * @throws InvalidJobException as {@link #write(Object, Type)} does
	 */
	public String write(Object payload) {
		JavaType type = typeOf(payload, MAX_INFERRED);
		String json = text(payload, type);
		if (payload.getClass().getTypeParameters().length == 0) {
			verifyRoundTrip(payload, json, type);
		}
		return json;
	}

	private String text(Object payload, JavaType type) {
		byte[] json = bytes("payload", payload, type);
		if (json.length > MAX_BYTES) {
			throw tooLarge(json.length + " bytes of JSON");
		}
		return new String(json, StandardCharsets.UTF_8);
	}

	private byte[] bytes(String property, Object value, JavaType type) {
		if (value.getClass().isHidden()) {
			throw refused(property, value, "is of a class that other processes have too, and no lambda");
		}
		try {
			return this.mapper.writerFor(type).writeValueAsBytes(value);
		}
		catch (JsonProcessingException ex) {
			throw refused(property, value, "can be written as JSON: " + describe(ex));
		}
	}

	/**
	 * Writes the result of a job. It is not verified that it reads back equal: who reads
	 * it chooses the type.
	 * @param result the result
	 * @param type its {@link #typeOf(Object) type}
	 * @param maxBytes largest size
	 * @return its JSON
	 * @throws InvalidJobException if it can't be written, or is too large
	 */
	public String writeResult(Object result, JavaType type, long maxBytes) {
		byte[] json = bytes("result", result, type);
		if (json.length > maxBytes) {
			throw new InvalidJobException("result", json.length + " bytes of JSON", maxBytes
					+ " bytes (compute.async.max-result-size); keep large data elsewhere and report a reference");
		}
		String text = new String(json, StandardCharsets.UTF_8);
		if (text.equals("null")) {
			throw refused("result", result, "is more than null as JSON");
		}
		return text;
	}

	/**
	 * Reads the result of a job.
	 * @param <T> the type
	 * @param json JSON in the row
	 * @param type the type
	 * @return the result
	 * @throws InvalidJobException if the JSON does not match the type
	 */
	<T> T readResult(String json, Class<T> type) {
		try {
			T result = this.mapper.readValue(json, type);
			requireValue(result);
			return result;
		}
		catch (JsonProcessingException ex) {
			// Without the cause: it quotes values.
			throw new InvalidJobException("type", type.getTypeName(),
					"a type as which the result can be read: " + describe(ex));
		}
	}

	private void verifyRoundTrip(Object payload, String json, JavaType type) {
		PayloadMismatch difference;
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
	 * Whether two JSON texts are the same payload, although they may be written in
	 * another order, or by another version of its class.
	 * @param before JSON in the row
	 * @param now JSON of the submit
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
		return refused("payload", payload, reason);
	}

	private static InvalidJobException refused(String property, Object value, String reason) {
		return new InvalidJobException(property, value.getClass().getTypeName(), "a " + property + " that " + reason);
	}

	/**
	 * Infers the type of a value that is not declared anywhere.
	 * @param value the value
	 * @return its class, for a container of the JDK with the types of its elements if
	 * they are of one type
	 */
	public JavaType typeOf(Object value) {
		return typeOf(value, MAX_INFERRED);
	}

	/**
	 * Infers the type of a payload that no executor in this process declares. Containers
	 * of the JDK don't know their type arguments; their elements show them if all are of
	 * one type.
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

	/**
	 * Infers the type of a container of the JDK, with type arguments from its elements.
	 * @param payload the payload
	 * @return empty if it is no such container, or its elements don't show its type
	 * arguments
	 */
	public Optional<ResolvableType> inferredType(Object payload) {
		return Optional.of(payload)
			.filter((each) -> each instanceof Map || each instanceof Collection)
			.filter((each) -> JdkValues.contain(each.getClass()))
			.map((each) -> typeOf(each, MAX_INFERRED))
			.filter(PayloadJson::isKnown)
			.map(PayloadJson::resolvable)
			.filter((type) -> !type.hasUnresolvableGenerics());
	}

	private static boolean isKnown(JavaType type) {
		return !type.isJavaLangObject()
				&& type.getBindings().getTypeParameters().stream().allMatch(PayloadJson::isKnown);
	}

	private static ResolvableType resolvable(JavaType type) {
		ResolvableType[] arguments = type.getBindings()
			.getTypeParameters()
			.stream()
			.map(PayloadJson::resolvable)
			.toArray(ResolvableType[]::new);
		return (arguments.length == 0) ? ResolvableType.forClass(type.getRawClass())
				: ResolvableType.forClassWithGenerics(type.getRawClass(), arguments);
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
	 * Validates JSON that a person wrote. It is stricter than a worker, which must accept
	 * fields of newer submitters: an unknown or duplicate field is most likely a mistake.
	 * @param json the JSON
	 * @param type type that the executor declares
	 * @throws InvalidJobException if it is not valid JSON, does not match the type, or is
	 * too large
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
			// Without the cause: it quotes values that are masked for the editor.
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
	 * @param json JSON in the row
	 * @param type type that the executor declares
	 * @return the payload
	 * @throws JsonProcessingException if the JSON does not match the type, or is null
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
