package io.computeplatform.text;

import java.util.regex.Pattern;

import io.computeplatform.InvalidJobException;

/**
 * Text on one line, that looks in a log, a terminal and a page as it is stored: without
 * control characters, line breaks, marks that turn the direction of writing, and halves
 * of characters. Internal.
 */
public final class PlainText {

	private static final Pattern HOSTILE = Pattern
		.compile("[\\p{Cc}\\p{Cs}\\u2028\\u2029\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

	private static final String CUT = "…";

	private PlainText() {
	}

	/**
	 * Refuses text that is too long or not plain.
	 * @param property what it is for
	 * @param text any text
	 * @param max most characters
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
	 * Makes plain what can't be refused.
	 * @param text any text
	 * @param max most characters
	 * @return the text, cut, with a question mark for each character that is not plain
	 */
	public static String of(String text, int max) {
		return HOSTILE.matcher(cut(text, max)).replaceAll("?");
	}

	/**
	 * Cuts text that is too long.
	 * @param text any text
	 * @param max most characters
	 * @return the text, or its beginning and an ellipsis
	 */
	public static String cut(String text, int max) {
		return (text.length() <= max) ? text : text.substring(0, max - 1) + CUT;
	}

}
