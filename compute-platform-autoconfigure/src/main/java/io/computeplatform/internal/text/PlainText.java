package io.computeplatform.internal.text;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import io.computeplatform.InvalidJobException;

/**
 * Text on one line that appears in a log, a terminal and a page as it is stored: without
 * control characters, line breaks, bidirectional marks and unpaired surrogates. Internal.
 */
public final class PlainText {

	private static final Pattern HOSTILE = Pattern
		.compile("[\\p{Cc}\\p{Cs}\\u2028\\u2029\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

	private static final String CUT = "…";

	private PlainText() {
	}

	/**
	 * Refuses text that is too long or not plain.
	 * @param property name of the parameter
	 * @param text any text
	 * @param max maximum number of characters
	 * @return the text
	 * @throws InvalidJobException if it is refused
	 */
	public static String check(String property, String text, int max) {
		if (text.length() > max || HOSTILE.matcher(text).find()) {
			throw new InvalidJobException(property, text,
					"at most " + max + " characters on one line, without control characters");
		}
		return text;
	}

	/**
	 * Converts any text to plain text.
	 * @param text any text
	 * @param max maximum number of characters
	 * @return the text, truncated, with a question mark for each character that is not
	 * plain
	 */
	public static String of(String text, int max) {
		return HOSTILE.matcher(cut(text, max)).replaceAll("?");
	}

	/**
	 * Converts any text to text of several lines that PostgreSQL accepts: without NUL and
	 * unpaired surrogates.
	 * @param text any text
	 * @param max maximum number of characters
	 * @return the beginning of the text
	 */
	public static String storable(String text, int max) {
		String cut = (text.length() <= max) ? text : text.substring(0, max);
		String whole = new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
		return whole.replace('\0', ' ');
	}

	/**
	 * Truncates text.
	 * @param text any text
	 * @param max maximum number of characters
	 * @return the text, or its beginning and an ellipsis
	 */
	public static String cut(String text, int max) {
		if (text.length() <= max) {
			return text;
		}
		// Not every JSON writer accepts an unpaired surrogate.
		int end = Character.isHighSurrogate(text.charAt(max - 2)) ? max - 2 : max - 1;
		return text.substring(0, end) + CUT;
	}

}
