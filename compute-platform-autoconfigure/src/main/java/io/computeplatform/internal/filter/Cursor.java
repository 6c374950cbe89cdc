package io.computeplatform.internal.filter;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.UUID;

import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Start and direction of a page. A caller that changes its text only reads another page
 * of the same query. Internal.
 *
 * @param newer whether the page has jobs that are newer than the position
 * @param position position of the last job of the adjacent page
 */
public record Cursor(boolean newer, Position position) {

	private static final int MAX_LENGTH = 120;

	private static final String SEPARATOR = "_";

	private static final String NEWER = "newer";

	private static final String OLDER = "older";

	/**
	 * Reads the text form, which can come from a URL.
	 * @param text the text form
	 * @param query mark of the query that it must belong to; empty if it may belong to
	 * any
	 * @param allowed description of valid cursors
	 * @return the cursor
	 * @throws InvalidJobException if it is none, or that of another query
	 */
	public static Cursor of(String text, String query, String allowed) {
		String[] parts = PlainText.cut(text, MAX_LENGTH).split(SEPARATOR, -1);
		try {
			if (parts.length == (query.isEmpty() ? 3 : 4) && (parts[0].equals(NEWER) || parts[0].equals(OLDER))
					&& (query.isEmpty() || parts[3].equals(query))) {
				return new Cursor(parts[0].equals(NEWER),
						new Position(FilterValue.time(parts[1]), UUID.fromString(parts[2])));
			}
		}
		catch (DateTimeException | IllegalArgumentException ex) {
			throw invalid(text, allowed, ex);
		}
		throw invalid(text, allowed, null);
	}

	private static InvalidJobException invalid(String text, String allowed, @Nullable Exception cause) {
		return new InvalidJobException("cursor", text, allowed, cause);
	}

	/**
	 * Writes the text form.
	 * @param query mark of its query, or empty
	 * @return the text form
	 */
	public String text(String query) {
		String text = String.join(SEPARATOR, this.newer ? NEWER : OLDER, this.position.at().toString(),
				this.position.id().toString());
		return query.isEmpty() ? text : text + SEPARATOR + query;
	}

	/**
	 * Place of a job in a list, newest first.
	 *
	 * @param at time by which the list is ordered
	 * @param id id of the job
	 */
	public record Position(OffsetDateTime at, UUID id) {

	}

}
