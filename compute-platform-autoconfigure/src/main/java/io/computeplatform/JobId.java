package io.computeplatform;

import java.util.UUID;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * Identifies a job across attempts, manual retries and restarts. In JSON, with Jackson 2
 * and 3, it is the text of its UUID.
 *
 * @param value version 7 unless the submitter chose another
 */
public record JobId(@JsonValue UUID value) {

	private static final Pattern FORM = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

	/**
	 * Reads an id from its text form.
	 * @param text a UUID in its usual form
	 * @return the id
	 * @throws InvalidJobException if the text is no UUID
	 */
	@JsonCreator
	public static JobId of(String text) {
		// UUID.fromString also accepts shortened forms.
		if (!FORM.matcher(text).matches()) {
			throw new InvalidJobException("id", text, "a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91");
		}
		return new JobId(UUID.fromString(text));
	}

	@Override
	public String toString() {
		return this.value.toString();
	}

}
