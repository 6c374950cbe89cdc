package io.computeplatform.internal.store;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import com.fasterxml.jackson.databind.exc.InvalidTypeIdException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import org.jspecify.annotations.Nullable;

/**
 * Describes Jackson's failures without the values that they quote. Keys of maps are
 * values too.
 */
final class PayloadFailures {

	private static final int MAX_STEPS = 20;

	private static final Pattern REFLECTION = Pattern.compile("(jdk|sun|java)\\.");

	private final ObjectMapper mapper;

	PayloadFailures(ObjectMapper mapper) {
		this.mapper = mapper;
	}

	String describe(JsonProcessingException failure) {
		JsonProcessingException inner = innermost(failure);
		if (inner instanceof JsonMappingException mapping && isOfAnotherClass(mapping)) {
			int last = mapping.getPath().size() - 1;
			return place(failure, last) + ": is a " + mapping.getPath().get(last).getFrom().getClass().getTypeName()
					+ ", which is not of the type declared there";
		}
		return place(failure, MAX_STEPS) + ": " + reason(inner);
	}

	/**
	 * An exception that was thrown by the payload's own code, which is safe to show.
	 * Exceptions of Jackson and the JDK quote the payload, and are omitted.
	 */
	static @Nullable Throwable causeInPayload(JsonProcessingException failure) {
		return (failure instanceof ValueInstantiationException own && !JdkValues.contain(own.getType().getRawClass()))
				? own.getCause() : null;
	}

	private static JsonProcessingException innermost(JsonProcessingException failure) {
		JsonProcessingException inner = failure;
		while (inner.getClass() == JsonMappingException.class
				&& inner.getCause() instanceof JsonProcessingException cause) {
			inner = cause;
		}
		return inner;
	}

	private String place(JsonProcessingException failure, int steps) {
		if (!(failure instanceof JsonMappingException mapping) || mapping.getPath().isEmpty() || steps == 0) {
			return "the payload";
		}
		String path = mapping.getPath()
			.stream()
			.limit(Math.min(steps, MAX_STEPS))
			.map((step) -> step(step, failure))
			.collect(Collectors.joining());
		return "field '" + (path.startsWith(".") ? path.substring(1) : path)
				+ ((mapping.getPath().size() > MAX_STEPS) ? "..." : "") + "'";
	}

	private String step(Reference step, JsonProcessingException failure) {
		String name = step.getFieldName();
		if (name == null) {
			return "[" + step.getIndex() + "]";
		}
		Object from = step.getFrom();
		Class<?> type = (from instanceof Class<?> declared) ? declared : from.getClass();
		// A field that the type does not have is most likely misspelt.
		boolean misspelt = failure instanceof UnrecognizedPropertyException unknown
				&& type == unknown.getReferringClass() && name.equals(unknown.getPropertyName());
		return (misspelt || isPropertyOf(type, name)) ? "." + name : "[?]";
	}

	private boolean isPropertyOf(Class<?> type, String name) {
		if (Map.class.isAssignableFrom(type) || JsonNode.class.isAssignableFrom(type)) {
			return false;
		}
		JavaType bean = this.mapper.constructType(type);
		return Stream
			.<BeanDescription>of(this.mapper.getDeserializationConfig().introspect(bean),
					this.mapper.getSerializationConfig().introspect(bean))
			.flatMap((description) -> description.findProperties().stream())
			.anyMatch((property) -> property.getName().equals(name)
					|| property.findAliases().stream().anyMatch((alias) -> alias.hasSimpleName(name)));
	}

	private static String reason(JsonProcessingException failure) {
		if (failure.getCause() instanceof Jackson3Refusal.Jackson3Exception refusal) {
			return String.valueOf(refusal.getMessage());
		}
		if (failure.getCause() instanceof StackOverflowError) {
			return "nested too deeply, or in a circle";
		}
		if (failure instanceof UnrecognizedPropertyException unknown) {
			Collection<Object> known = unknown.getKnownPropertyIds();
			return "no field of " + unknown.getReferringClass().getTypeName() + ", which has "
					+ ((known != null) ? known : "none");
		}
		if (failure instanceof InvalidTypeIdException unknown) {
			return "names no known subtype of " + unknown.getBaseType().toCanonical();
		}
		if (failure instanceof ValueInstantiationException own) {
			return "can't be made a " + own.getType().toCanonical() + threw(own);
		}
		if (failure instanceof MismatchedInputException mismatch) {
			return mismatch(mismatch);
		}
		if (failure instanceof InputCoercionException coercion) {
			return "expected " + JsonKinds.expected(coercion.getTargetType()) + ", found a number out of its range";
		}
		if (failure instanceof StreamConstraintsException || failure instanceof InvalidDefinitionException
				|| isOfMapping(failure)) {
			// Names types and limits, never values.
			return failure.getOriginalMessage();
		}
		if (failure instanceof StreamReadException) {
			return unreadable(failure) + at(failure);
		}
		return "can't be converted" + threw(failure);
	}

	private static String unreadable(JsonProcessingException failure) {
		if (failure instanceof JsonEOFException) {
			return "the JSON ends too early";
		}
		return failure.getOriginalMessage().startsWith("Duplicate field") ? "a field is there twice" : "no JSON";
	}

	/**
	 * A collection of one class can hold objects of another, which shows when Jackson
	 * reads their fields.
	 */
	private static boolean isOfAnotherClass(JsonMappingException failure) {
		Throwable cause = failure.getCause();
		return (cause instanceof IllegalArgumentException || cause instanceof ClassCastException)
				&& !failure.getPath().isEmpty()
				&& Arrays.stream(cause.getStackTrace())
					.limit(1)
					.anyMatch((frame) -> REFLECTION.matcher(frame.getClassName()).lookingAt());
	}

	private static boolean isOfMapping(JsonProcessingException failure) {
		String message = failure.getOriginalMessage();
		return message.equals(PayloadJson.NO_PAYLOAD) || message.startsWith("Null key ");
	}

	/**
	 * Without its message, which comes from the application's code and may quote values.
	 */
	private static String threw(JsonProcessingException failure) {
		Throwable thrown = (failure.getCause() != null) ? failure.getCause() : failure;
		return ": " + thrown.getClass().getName() + " was thrown"
				+ Arrays.stream(thrown.getStackTrace()).findFirst().map((frame) -> " at " + frame).orElse("");
	}

	private static String mismatch(MismatchedInputException mismatch) {
		String message = mismatch.getOriginalMessage();
		if (message.startsWith("Missing ")) {
			return "is missing";
		}
		if (message.startsWith("Trailing token")) {
			return "more text follows its end" + at(mismatch);
		}
		return "expected " + JsonKinds.expected(mismatch.getTargetType()) + ", found " + JsonKinds.found(mismatch);
	}

	private static String at(JsonProcessingException failure) {
		JsonLocation location = failure.getLocation();
		return (location != null) ? " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr())
				: "";
	}

}
