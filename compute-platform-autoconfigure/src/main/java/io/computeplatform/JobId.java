package io.computeplatform;

import java.util.UUID;

/**
 * Identifies a job for ever: across tries, manual retries and restarts.
 *
 * @param value version 7 unless the submitter chose another
 */
public record JobId(UUID value) {

	/**
	 * Reads an id from its text form.
	 * @param text a UUID in its usual form
	 * @return the id
	 * @throws InvalidJobException if the text is no UUID
	 */
	public static JobId of(String text) {
		try {
			return new JobId(UUID.fromString(text));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidJobException("id", text, "a UUID such as 0190163d-8694-739b-aea5-966c26f8ad91");
		}
	}

	@Override
	public String toString() {
		return this.value.toString();
	}

}
