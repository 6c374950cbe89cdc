package io.computeplatform.internal.store;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * Describes the expected and the actual kind of JSON in words.
 */
final class JsonKinds {

	private static final Pattern KIND = Pattern
		.compile("from (String|Array|Object|Boolean|Null|Integer|Floating-point|Number) ");

	private JsonKinds() {
	}

	static String expected(@Nullable Class<?> type) {
		return (type == null) ? "something else" : kind(type) + " (" + type.getTypeName() + ")";
	}

	private static String kind(Class<?> type) {
		Class<?> boxed = ClassUtils.resolvePrimitiveIfNecessary(type);
		if (Number.class.isAssignableFrom(boxed)) {
			return "a number";
		}
		if (boxed == Boolean.class) {
			return "true or false";
		}
		if (boxed == Character.class || CharSequence.class.isAssignableFrom(boxed)) {
			return "a string";
		}
		if (boxed.isEnum()) {
			return "one of " + Arrays.stream(boxed.getEnumConstants()).map((each) -> ((Enum<?>) each).name()).toList();
		}
		if (boxed.isArray() || Collection.class.isAssignableFrom(boxed)) {
			return "a list";
		}
		return (!Map.class.isAssignableFrom(boxed) && JdkValues.contain(boxed)) ? "a value of its type" : "an object";
	}

	/**
	 * Jackson has it only in its message, which quotes the value too.
	 */
	static String found(MismatchedInputException mismatch) {
		if (mismatch instanceof InvalidFormatException format) {
			return ((format.getValue() instanceof Number) ? "a number" : "a string") + " that does not fit";
		}
		Matcher kind = KIND.matcher(mismatch.getOriginalMessage());
		return kind.find() ? switch (kind.group(1)) {
			case "String" -> "a string";
			case "Array" -> "a list";
			case "Object" -> "an object";
			case "Boolean" -> "true or false";
			case "Null" -> "null";
			default -> "a number";
		} : "something else";
	}

}
