package io.computeplatform.jobs;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.computeplatform.internal.filter.Cursor;
import io.computeplatform.internal.filter.Filters;
import io.computeplatform.internal.filter.JobFilter;
import io.computeplatform.internal.store.QueueJumps;
import org.jspecify.annotations.Nullable;

/**
 * Statements that read the jobs of a query from the ranges of indexes in which they are.
 * Each range is read in its order, as far as the page needs it, and not further than a
 * limited number of jobs: where the search stops, a page ends. Limits are part of the
 * text, because PostgreSQL plans a limit that is a parameter as a share of the table.
 */
final class JobScan {

	/**
	 * Most jobs of a range that a page looks at, unless each of them matches.
	 */
	static final int SCANNED = 5_000;

	/**
	 * As {@link #SCANNED}, for a search by payload: a payload can have a megabyte.
	 */
	static final int SCANNED_PAYLOADS = 1_000;

	/**
	 * As {@link #SCANNED}, for each queue if the index has one range for each.
	 */
	static final int SCANNED_OF_QUEUE = 500;

	/**
	 * Most jobs of a range that a count looks at, unless each of them matches.
	 */
	static final int SCANNED_BY_COUNT = 20_000;

	private static final String FILTERED = """
			id, queue, type, status, worker, try_count, created_at, due_at, started_at, finished_at""";

	private static final String PENDING_QUEUES = "pending_queues";

	private static final String SENT_QUEUES = "sent_queues";

	private final Set<JobFilter> filters;

	private final List<IndexRange> ranges;

	JobScan(Filters<JobFilter> filters) {
		this.filters = filters.known();
		this.ranges = IndexRange.of(filters);
	}

	/**
	 * Whether no job can match.
	 */
	boolean isEmpty() {
		return this.ranges.isEmpty();
	}

	/**
	 * Whether the list is ordered by time; by id otherwise.
	 */
	boolean isByTime() {
		return this.ranges.stream().allMatch((range) -> range.key() != null);
	}

	/**
	 * Builds the statement of a page. A row with {@code stop} is the last one at which
	 * the search of one range has looked: jobs behind it are not complete. It need not
	 * match.
	 * @param columns columns of {@code jobs} to read
	 * @param start cursor of the page, or {@code null}; its parameters are
	 * {@code cursorAt} and {@code cursorId}
	 * @param limit maximum number of rows
	 */
	String page(String columns, @Nullable Cursor start, int limit) {
		boolean newer = start != null && start.newer();
		String direction = newer ? "ASC" : "DESC";
		String behind = (start != null) ? (newer ? ">" : "<") : "";
		return """
				%1$sSELECT page.at, page.matches, page.stop, %2$s
				FROM (
				  SELECT at, id, matches, stop FROM (%3$s) AS merged
				  ORDER BY at %4$s, id %4$s
				  LIMIT %5$d
				) AS page
				JOIN compute.jobs AS jobs ON jobs.id = page.id
				ORDER BY page.at %4$s, page.id %4$s""".formatted(isOfEachQueue() ? queues() : "", columns,
				union((range) -> found(range, direction, behind, limit)), direction, limit);
	}

	/**
	 * Builds the statement of a count: the number of jobs, and whether a search stopped.
	 */
	String count() {
		return "SELECT sum(jobs) AS jobs, bool_or(stopped) AS stopped FROM (%s) AS counted".formatted(union((range) -> {
			String others = range.others(this.filters);
			int scanned = others.isEmpty() ? Values.Count.LIMIT + 1
					: this.filters.contains(JobFilter.PAYLOAD) ? SCANNED_PAYLOADS : SCANNED_BY_COUNT;
			return """
					SELECT count(*) FILTER (WHERE TRUE %s) AS jobs, count(*) >= %d AS stopped
					FROM (
					  SELECT %s FROM compute.jobs WHERE %s
					  ORDER BY %s
					  LIMIT %2$d
					) AS jobs""".formatted(others, scanned, filtered(), range.served(this.filters), range.indexOrder());
		}));
	}

	private String union(Function<IndexRange, String> statement) {
		return this.ranges.stream()
			.map((range) -> "(" + statement.apply(range) + ")")
			.collect(Collectors.joining("\nUNION ALL\n"));
	}

	private boolean isOfEachQueue() {
		return !this.filters.contains(JobFilter.QUEUE) && this.ranges.stream().anyMatch(IndexRange::isOfQueues);
	}

	private static String queues() {
		return "WITH RECURSIVE " + QueueJumps.over(SENT_QUEUES, "message_sent_at") + ", "
				+ QueueJumps.over(PENDING_QUEUES, "message_due_at") + "\n";
	}

	private String found(IndexRange range, String direction, String behind, int limit) {
		String served = range.served(this.filters) + behind(range, behind);
		if (!range.isOfQueues() || this.filters.contains(JobFilter.QUEUE)) {
			return found(range, served, direction, limit,
					this.filters.contains(JobFilter.PAYLOAD) ? SCANNED_PAYLOADS : SCANNED);
		}
		return "SELECT found.* FROM %s AS queues CROSS JOIN LATERAL (%s) AS found WHERE queues.queue IS NOT NULL"
			.formatted(range.mixedIn().isEmpty() ? SENT_QUEUES : PENDING_QUEUES,
					found(range, served + " AND jobs.queue = queues.queue", direction, limit, SCANNED_OF_QUEUE));
	}

	private static String behind(IndexRange range, String behind) {
		if (behind.isEmpty()) {
			return "";
		}
		return (range.key() != null) ? " AND (%s, id) %s (:cursorAt, :cursorId)".formatted(range.key(), behind)
				: " AND id %s :cursorId".formatted(behind);
	}

	private String found(IndexRange range, String served, String direction, int limit, int scanned) {
		String others = range.others(this.filters);
		String order = range.order(direction);
		if (others.isEmpty()) {
			return "SELECT %s AS at, id, true AS matches, false AS stop FROM compute.jobs WHERE %s ORDER BY %s LIMIT %d"
				.formatted(range.at(), served, order, limit);
		}
		return """
				SELECT at, id, (TRUE %6$s) AS matches, number = %5$d AS stop FROM (
				  SELECT %1$s AS at, %2$s, row_number() OVER (ORDER BY %4$s) AS number
				  FROM compute.jobs WHERE %3$s
				  ORDER BY %4$s
				  LIMIT %5$d
				) AS jobs
				WHERE (TRUE %6$s) OR number = %5$d
				ORDER BY at %8$s, id %8$s
				LIMIT %7$d""".formatted(range.at(), filtered(), served, order, Math.max(limit, scanned), others, limit,
				direction);
	}

	private String filtered() {
		return this.filters.contains(JobFilter.PAYLOAD) ? FILTERED + ", payload" : FILTERED;
	}

}
