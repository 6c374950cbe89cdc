package io.computeplatform;

import org.jspecify.annotations.Nullable;

/**
 * Thrown for a call with invalid arguments. Nothing was written or published.
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
	 * The text can come from an untrusted source and be of any size, and the message is
	 * logged.
	 */
	private static String quoted(String text) {
		String cut = (text.length() <= MAX_QUOTED) ? text
				: text.substring(0, MAX_QUOTED) + "... (" + text.length() + " characters)";
		return cut.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]", "?");
	}

	/**
	 * Invalid parameter or option.
	 * @return its name
	 */
	public String property() {
		return this.property;
	}

	/**
	 * Invalid value.
	 * @return the value as it was given
	 */
	public @Nullable Object value() {
		return this.value;
	}

	/**
	 * Description of allowed values.
	 * @return text for a person
	 */
	public String allowed() {
		return this.allowed;
	}

}
