package io.computeplatform.failed;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;

import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.filter.FailedJobFilter;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Start and direction of a page.
 *
 * @param newer whether the page has jobs that failed later than the given one
 * @param failedAt when the last job of the adjacent page failed
 * @param id its id
 */
record Cursor(boolean newer, OffsetDateTime failedAt, UUID id) {

	private static final int MAX_LENGTH = 100;

	private static final String SEPARATOR = "_";

	private static final String NEWER = "newer";

	private static final String OLDER = "older";

	static Cursor from(FailedJob job, boolean newer) {
		return new Cursor(newer, job.failure().at().atOffset(ZoneOffset.UTC), job.id().value());
	}

	/**
	 * Reads the text form, which can come from a URL.
	 */
	static Cursor of(String text) {
		String[] parts = PlainText.cut(text, MAX_LENGTH).split(SEPARATOR, -1);
		try {
			if (parts.length == 3 && (parts[0].equals(NEWER) || parts[0].equals(OLDER))) {
				return new Cursor(parts[0].equals(NEWER), FailedJobFilter.time(parts[1]), UUID.fromString(parts[2]));
			}
		}
		catch (DateTimeException | IllegalArgumentException ex) {
			throw invalid(text, ex);
		}
		throw invalid(text, null);
	}

	private static InvalidJobException invalid(String text, @Nullable Exception cause) {
		return new InvalidJobException("cursor", text, "what FailedJobPage.next() or previous() returned", cause);
	}

	@Override
	public String toString() {
		return String.join(SEPARATOR, this.newer ? NEWER : OLDER, this.failedAt.toString(), this.id.toString());
	}

}
