package io.computeplatform.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.computeplatform.InvalidJobException;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.filter.Cursor;
import io.computeplatform.internal.filter.Cursor.Position;
import io.computeplatform.internal.filter.JobFilter;
import io.computeplatform.internal.filter.Page;
import io.computeplatform.internal.filter.PayloadPaths;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.store.AdminReads;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.Rows;
import io.computeplatform.internal.support.Limits;
import org.jspecify.annotations.Nullable;

final class JdbcJobRepository implements JobRepository {

	/**
	 * Columns that {@link #summary(ResultSet)} reads.
	 */
	static final String COLUMNS = """
			jobs.id, jobs.queue, jobs.type, jobs.status, jobs.try_count, jobs.max_tries, jobs.created_at, jobs.due_at,
			jobs.started_at, jobs.finished_at, jobs.worker,
			jobs.failure_reason, jobs.failure_class, jobs.failure_message, jobs.failed_at""";

	private static final String CURSORS = "what JobPage.next() or previous() returned for the same query";

	/**
	 * Each of these bounds a search by payload together with a status.
	 */
	private static final Set<JobFilter> BOUNDS = EnumSet.of(JobFilter.QUEUE, JobFilter.CREATED_SINCE,
			JobFilter.CREATED_BEFORE, JobFilter.DUE_SINCE, JobFilter.DUE_BEFORE, JobFilter.STARTED_SINCE,
			JobFilter.STARTED_BEFORE, JobFilter.FINISHED_SINCE, JobFilter.FINISHED_BEFORE);

	private final Database database;

	private final AdminReads reads;

	private final PayloadPaths paths;

	private final PayloadMask mask;

	private final WaitingJobs waiting;

	JdbcJobRepository(Database database, AdminReads reads, PayloadPaths paths, PayloadMask mask, WaitingJobs waiting) {
		this.database = database;
		this.reads = reads;
		this.paths = paths;
		this.mask = mask;
		this.waiting = waiting;
	}

	@Override
	public JobPage find(JobQuery query, int limit, @Nullable String cursor) {
		Limits.check(limit);
		String mark = mark(query);
		Cursor start = (cursor != null) ? Cursor.of(cursor, mark, CURSORS) : null;
		JobScan scan = new JobScan(query.filters());
		List<Found> found = scan.isEmpty() ? List.of() : query(query, () -> found(query, scan, start, limit + 1));
		int stopped = IntStream.range(0, found.size())
			.filter((index) -> found.get(index).isStop())
			.findFirst()
			.orElse(-1);
		List<Found> complete = found.subList(0, (stopped < 0) ? found.size() : stopped + 1)
			.stream()
			.filter(Found::matches)
			.toList();
		Position stop = (stopped < 0) ? null : found.get(stopped).position();
		Page<Found> page = Page.of(start, complete, limit, Found::position, stop);
		return new Values.JobPage(page.entries().stream().map(Found::job).toList(), text(page.next(), mark),
				text(page.previous(), mark),
				(stop != null && complete.size() <= limit && scan.isByTime()) ? stop.at().toInstant() : null);
	}

	private List<Found> found(JobQuery query, JobScan scan, @Nullable Cursor start, int limit) {
		var statement = this.database.sql(scan.page(COLUMNS, start, limit))
			.params(query.filters().parameters(this.mask));
		if (start != null) {
			statement = statement.param("cursorAt", start.position().at()).param("cursorId", start.position().id());
		}
		return statement
			.query((row, number) -> new Found(
					new Position(row.getObject("at", OffsetDateTime.class), row.getObject("id", UUID.class)),
					row.getBoolean("matches"), row.getBoolean("stop"), summary(row)))
			.list();
	}

	@Override
	public JobCount count(JobQuery query) {
		JobScan scan = new JobScan(query.filters());
		return scan.isEmpty() ? Values.Count.of(0, true)
				: query(query,
						() -> this.database.sql(scan.count())
							.params(query.filters().parameters(this.mask))
							.query((row, number) -> Values.Count.of(row.getLong("jobs"), !row.getBoolean("stopped")))
							.single());
	}

	@Override
	public Optional<JobExplanation> explain(JobId id) {
		return this.reads.readInIndexOrder(() -> this.waiting.explain(id));
	}

	private <T> T query(JobQuery query, Supplier<T> work) {
		Set<JobFilter> filters = query.filters().known();
		if (filters.contains(JobFilter.PAYLOAD) && !isBounded(filters)) {
			throw new InvalidJobException(JobFilter.PAYLOAD.key(), query.filters().value(JobFilter.PAYLOAD),
					"together with a status and a queue or a time, or with an id or its beginning");
		}
		return this.reads.readInIndexOrder(() -> {
			this.paths.check(query.filters());
			return work.get();
		});
	}

	private static boolean isBounded(Set<JobFilter> filters) {
		return filters.contains(JobFilter.ID) || filters.contains(JobFilter.ID_PREFIX)
				|| (filters.contains(JobFilter.STATUS) && filters.stream().anyMatch(BOUNDS::contains));
	}

	/**
	 * Distinguishes the cursors of this query from those of others. Not a protection: a
	 * cursor only names a place in the list.
	 */
	private static String mark(JobQuery query) {
		return Integer.toHexString(query.hashCode());
	}

	private static @Nullable String text(@Nullable Cursor cursor, String mark) {
		return (cursor != null) ? cursor.text(mark) : null;
	}

	static JobSummary summary(ResultSet row) throws SQLException {
		return new Values.JobSummary(new JobId(row.getObject("id", UUID.class)), row.getString("queue"),
				row.getString("type"), JobStatus.of(row.getString("status")), row.getInt("try_count"),
				row.getInt("max_tries"), Rows.required(row, "created_at"), Rows.required(row, "due_at"),
				Rows.instant(row, "started_at"), Rows.instant(row, "finished_at"), row.getString("worker"),
				Rows.failure(row));
	}

	private record Found(Position position, boolean matches, boolean isStop, JobSummary job) {

	}

}
