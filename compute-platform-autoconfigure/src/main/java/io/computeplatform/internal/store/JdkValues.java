package io.computeplatform.internal.store;

import java.math.BigDecimal;
import java.net.URL;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Equality of values that are not compared by fields: values of the JDK, and numbers in
 * trees.
 */
final class JdkValues {

	private JdkValues() {
	}

	static boolean contain(Class<?> type) {
		ClassLoader loader = type.getClassLoader();
		return loader == null || loader == ClassLoader.getPlatformClassLoader();
	}

	static boolean equal(Object before, Object after) {
		if (before instanceof Number some && after instanceof Number other) {
			return equalNumbers(some, other);
		}
		if (before instanceof CharSequence) {
			return after instanceof CharSequence && before.toString().equals(after.toString());
		}
		if (before instanceof AtomicBoolean some) {
			return after instanceof AtomicBoolean other && some.get() == other.get();
		}
		if (before instanceof Pattern some) {
			return after instanceof Pattern other && some.pattern().equals(other.pattern())
					&& some.flags() == other.flags();
		}
		if (before instanceof URL some) {
			// URL.equals resolves host names.
			return after instanceof URL other && some.toExternalForm().equals(other.toExternalForm());
		}
		return Objects.deepEquals(before, after);
	}

	/**
	 * Without a declared type, Jackson reads the smallest type that holds a number.
	 */
	private static boolean equalNumbers(Number some, Number other) {
		if (some.equals(other)) {
			return true;
		}
		try {
			boolean zeroes = isNegativeZero(some) != isNegativeZero(other);
			return !zeroes && new BigDecimal(some.toString()).compareTo(new BigDecimal(other.toString())) == 0;
		}
		catch (NumberFormatException ex) {
			// Not a number, or infinite.
			return false;
		}
	}

	private static boolean isNegativeZero(Number number) {
		return (number instanceof Double || number instanceof Float) && number.toString().equals("-0.0");
	}

	/**
	 * Compares two nodes of trees.
	 * @return 0 if they are equal, or the same number
	 */
	static int compareNodes(JsonNode some, JsonNode other) {
		boolean numbers = some.isNumber() && other.isNumber();
		boolean equal = numbers ? equalNumbers(some.numberValue(), other.numberValue()) : some.equals(other);
		return equal ? 0 : 1;
	}

}
