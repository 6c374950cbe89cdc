package io.computeplatform;

import org.jspecify.annotations.Nullable;

/**
 * A call that can't be carried out as it was made. Nothing was written or sent.
 */
public class InvalidJobException extends ComputeException {

	private static final int MAX_QUOTED = 200;

	private final String property;

	private final @Nullable Object value;

	private final String allowed;

	public InvalidJobException(String property, @Nullable Object value, String allowed) {
		this(property, value, allowed, null);
	}

	public InvalidJobException(String property, @Nullable Object value, String allowed, @Nullable Throwable cause) {
		super("Invalid " + property + " '" + quoted(String.valueOf(value)) + "'. Allowed: " + allowed, cause);
		this.property = property;
		this.value = value;
		this.allowed = allowed;
	}

	/**
	 * What was given may come from anybody, and be of any size, and the message goes to
	 * logs.
	 */
	private static String quoted(String text) {
		String cut = (text.length() <= MAX_QUOTED) ? text
				: text.substring(0, MAX_QUOTED) + "... (" + text.length() + " characters)";
		return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]", "?");
	}

	/**
	 * What was invalid.
	 * @return name of the parameter or option
	 */
	public String property() {
		return this.property;
	}

	/**
	 * Its value.
	 * @return the value as it was given
	 */
	public @Nullable Object value() {
		return this.value;
	}

	/**
	 * What is allowed instead.
	 * @return text for a person
	 */
	public String allowed() {
		return this.allowed;
	}

}
