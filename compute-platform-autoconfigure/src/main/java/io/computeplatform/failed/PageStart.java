package io.computeplatform.failed;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.UUID;

import io.computeplatform.InvalidJobException;

/**
 * Where a page starts: behind the last job of the one before.
 *
 * @param failedAt when that job failed
 * @param id its id
 */
record PageStart(OffsetDateTime failedAt, UUID id) {

	private static final char SEPARATOR = '_';

	/**
	 * Reads the text form, which may come from a URL.
	 */
	static PageStart of(String text) {
		int separator = text.indexOf(SEPARATOR);
		try {
			return new PageStart(OffsetDateTime.parse(text.substring(0, Math.max(separator, 0))),
					UUID.fromString(text.substring(separator + 1)));
		}
		catch (DateTimeException | IllegalArgumentException ex) {
			throw new InvalidJobException("after", text, "what FailedJobPage.next() returned", ex);
		}
	}

	@Override
	public String toString() {
		return this.failedAt.toString() + SEPARATOR + this.id;
	}

}
