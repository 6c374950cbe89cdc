package io.computeplatform.internal.text;

import org.jspecify.annotations.Nullable;

/**
 * Version of an application: free text on one line. Internal.
 */
public final class VersionText {

	/**
	 * What a version may be.
	 */
	public static final String ALLOWED = "1 to 100 printable characters, without white space at its ends";

	private static final int MAX = 100;

	private VersionText() {
	}

	/**
	 * Tells whether text is a version.
	 * @param text any text
	 * @return whether it is stored and shown unchanged
	 */
	public static boolean isVersion(String text) {
		return text.equals(of(text));
	}

	/**
	 * Converts any text to a version.
	 * @param text any text, or none
	 * @return the version, truncated, with a question mark for each character that is not
	 * printable; {@code null} if the text is blank
	 */
	public static @Nullable String of(@Nullable String text) {
		return (text == null || text.isBlank()) ? null : PlainText.of(text.strip(), MAX);
	}

}
