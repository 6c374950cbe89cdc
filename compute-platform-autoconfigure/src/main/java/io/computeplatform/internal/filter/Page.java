package io.computeplatform.internal.filter;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

import io.computeplatform.internal.filter.Cursor.Position;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list, newest first. Internal.
 *
 * @param <T> type of the entries
 * @param entries the entries
 * @param next cursor of the page with older entries, or {@code null} if this is the last
 * @param previous cursor of the page with newer entries, or {@code null} if this was the
 * first when it was read
 */
public record Page<T>(List<T> entries, @Nullable Cursor next, @Nullable Cursor previous) {

	/**
	 * Cuts a page out of what a statement has found.
	 * @param <T> type of the entries
	 * @param start cursor of the page, or {@code null} for the first
	 * @param found entries behind the cursor, in its direction; one more than the limit
	 * if there are more
	 * @param limit maximum number of entries
	 * @param position position of an entry
	 * @param stop position at which the search stopped although there may be more, or
	 * {@code null}
	 * @return the page
	 */
	public static <T> Page<T> of(@Nullable Cursor start, List<T> found, int limit, Function<T, Position> position,
			@Nullable Position stop) {
		boolean newer = start != null && start.newer();
		boolean more = found.size() > limit;
		List<T> entries = new ArrayList<>(more ? found.subList(0, limit) : found);
		Position last = more ? position.apply(entries.get(limit - 1)) : stop;
		Position first = entries.isEmpty() ? stop : position.apply(entries.get(0));
		Cursor onward = (last != null) ? new Cursor(newer, last) : null;
		Cursor back = (start != null && first != null) ? new Cursor(!newer, first) : null;
		if (newer) {
			Collections.reverse(entries);
		}
		return new Page<>(Collections.unmodifiableList(entries), newer ? back : onward, newer ? onward : back);
	}

}
