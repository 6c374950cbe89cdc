package io.computeplatform.internal.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import io.computeplatform.JobLogEntry;
import io.computeplatform.JobStackSample;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What attempts report: progress, stack samples and lines of their logs. Written only
 * while the attempt belongs to its worker. Internal, thread-safe.
 */
public final class ReportRows {

	private static final BatchColumns<Report> REPORTS = BatchColumns.<Report>as("attempt")
		.with("job_id", "uuid", (report) -> report.attempt().id())
		.with("try_number", "integer", (report) -> report.attempt().tryNumber())
		.with("by_worker", "text", (report) -> report.attempt().worker())
		.with("has_state", "boolean", (report) -> report.state() != null)
		.with("done", "bigint", (report) -> (report.state() != null) ? report.state().done() : null)
		.with("total", "bigint", (report) -> (report.state() != null) ? report.state().total() : null)
		.with("progress_after", "interval", (report) -> after(report.state(), State::progressAfter))
		.with("stack_sample", "text", (report) -> (report.state() != null) ? report.state().stackSample() : null)
		.with("sampled_after", "interval", (report) -> after(report.state(), State::sampledAfter))
		.with("reported_after", "interval", (report) -> after(report.state(), State::reportedAfter));

	private static final BatchColumns<Entry> LINES = BatchColumns.<Entry>as("line")
		.with("line_job", "uuid", (entry) -> entry.attempt().id())
		.with("line_try", "integer", (entry) -> entry.attempt().tryNumber())
		.with("position", "bigint", (entry) -> entry.line().position())
		.with("logged_after", "interval", (entry) -> Intervals.of(entry.line().after()))
		.with("level", "text", (entry) -> entry.line().level())
		.with("text", "text", (entry) -> entry.line().text());

	private static final BatchColumns<Report> DROPPED = BatchColumns.<Report>as("dropped")
		.with("job_id", "uuid", (report) -> report.attempt().id())
		.with("try_number", "integer", (report) -> report.attempt().tryNumber())
		.with("by_worker", "text", (report) -> report.attempt().worker())
		.with("from_position", "bigint", Report::droppedFrom)
		.with("until_position", "bigint", Report::droppedUntil);

	// The rows of the jobs are locked as the foreign keys lock them, in the order of all
	// statements, and without a wait: a transaction that holds one of them delays only
	// the report of that job.
	private static final String WRITE = """
			WITH own AS (
			  SELECT attempt.*, jobs.started_at AS began_at FROM %s JOIN compute.jobs AS jobs ON id = job_id
			  WHERE %s AND %s
			  ORDER BY id
			  FOR KEY SHARE OF jobs SKIP LOCKED
			), progressed AS (
			  INSERT INTO compute.attempt_progress AS progress
			    (job_id, try_number, worker, done, total, progress_at, stack_sample, sampled_at, reported_at)
			  SELECT job_id, try_number, by_worker, done, total, began_at + progress_after, stack_sample,
			    began_at + sampled_after, began_at + reported_after
			  FROM own WHERE has_state
			  ORDER BY job_id
			  ON CONFLICT (job_id, try_number) DO UPDATE SET
			    worker = excluded.worker, done = excluded.done, total = excluded.total,
			    progress_at = excluded.progress_at, stack_sample = excluded.stack_sample,
			    sampled_at = excluded.sampled_at, reported_at = excluded.reported_at
			  WHERE progress.worker <> excluded.worker OR progress.reported_at <= excluded.reported_at
			), logged AS (
			  INSERT INTO compute.attempt_log (job_id, try_number, worker, position, logged_at, level, text)
			  SELECT job_id, try_number, by_worker, position, began_at + logged_after, level, text
			  FROM own JOIN %s ON line_job = job_id AND line_try = try_number
			  ORDER BY job_id, try_number, position
			  ON CONFLICT (job_id, try_number, worker, position) DO NOTHING
			)
			SELECT ordinal FROM own""".formatted(REPORTS.table(), AttemptRows.OWN, BatchParameters.ROW_ESTIMATE_HINT,
			LINES.table());

	private final Database database;

	ReportRows(Database database) {
		this.database = database;
	}

	private static @Nullable String after(@Nullable State state, TimeOf time) {
		Duration after = (state != null) ? time.of(state) : null;
		return (after != null) ? Intervals.of(after) : null;
	}

	/**
	 * Writes reports by one statement. It can be repeated.
	 * @param reports the reports
	 * @return for each, whether it was written: the attempt still belongs to its worker,
	 * and no other transaction keeps its job locked
	 */
	public List<Boolean> write(List<Report> reports) {
		BatchParameters<Report> attempts = new BatchParameters<>(reports, (report) -> report.attempt().id());
		BatchParameters<Entry> lines = new BatchParameters<>(reports.stream().flatMap(Report::entries).toList(),
				(entry) -> entry.attempt().id());
		List<Optional<Boolean>> written = this.database.singleStatement(() -> attempts
			.results(LINES.bind(REPORTS.bind(this.database.sql(WRITE), attempts), lines), (report, row) -> true));
		return written.stream().map(Optional::isPresent).toList();
	}

	/**
	 * Deletes lines that were written and then dropped, because newer ones followed.
	 * @param reports reports that name them
	 */
	public void deleteDropped(List<Report> reports) {
		BatchParameters<Report> attempts = new BatchParameters<>(reports, (report) -> report.attempt().id());
		this.database.singleStatement(() -> DROPPED.bind(this.database.sql("""
				DELETE FROM compute.attempt_log AS log USING %s
				WHERE log.job_id = dropped.job_id AND log.try_number = dropped.try_number AND log.worker = by_worker
				  AND position >= from_position AND position < until_position AND %s""".formatted(DROPPED.table(),
				BatchParameters.ROW_ESTIMATE_HINT)), attempts)
			.update());
	}

	/**
	 * Reads the newest lines of a job's log.
	 * @param id id of the job
	 * @param limit maximum number of lines
	 * @return the lines, oldest first, with an entry where lines were dropped
	 */
	public List<JobLogEntry> log(UUID id, int limit) {
		List<JobLogRow> newest = this.database.inTransaction(() -> this.database.sql("""
				SELECT try_number, worker, position, logged_at, level, text FROM compute.attempt_log
				WHERE job_id = :id
				ORDER BY try_number DESC, logged_at DESC, position DESC
				LIMIT :limit""").param("id", id).param("limit", limit + 1).query(JobLogRow::of).list());
		List<JobLogEntry> log = new ArrayList<>();
		boolean all = newest.size() <= limit;
		for (int i = newest.size() - 1; i >= 0; i--) {
			JobLogRow before = (i + 1 < newest.size()) ? newest.get(i + 1) : null;
			JobLogRow row = newest.get(i);
			if (before == null && !all) {
				// Only to see whether lines are missing behind it.
				continue;
			}
			row.droppedAfter(before).ifPresent(log::add);
			log.add(row);
		}
		return log;
	}

	/**
	 * Finds the newest stack sample of a job.
	 * @param id id of the job
	 * @return the sample, or empty
	 */
	public Optional<JobStackSample> stackSample(UUID id) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT try_number, worker, sampled_at, stack_sample FROM compute.attempt_progress
				WHERE job_id = :id AND sampled_at IS NOT NULL
				ORDER BY try_number DESC
				LIMIT 1""").param("id", id).query((row, number) -> Rows.stackSample(row)).optional());
	}

	/**
	 * What an attempt has reported since the last write.
	 *
	 * @param attempt the attempt
	 * @param state progress and stack sample, or {@code null} if they are unchanged
	 * @param lines lines of the log
	 * @param droppedFrom position of the first line that may be written and was dropped
	 * since
	 * @param droppedUntil position after the last one
	 */
	public record Report(AttemptKey attempt, @Nullable State state, List<Line> lines, long droppedFrom,
			long droppedUntil) {

		Stream<Entry> entries() {
			return this.lines.stream().map((line) -> new Entry(this.attempt, line));
		}

	}

	/**
	 * Progress and stack sample of an attempt. Times count from its start.
	 *
	 * @param done units of work that are done, if reported
	 * @param total units of work in total, if reported
	 * @param progressAfter when the progress was reported, if it was
	 * @param stackSample stack sample, if there is one
	 * @param sampledAfter when it was taken
	 * @param reportedAfter time of this state
	 */
	public record State(@Nullable Long done, @Nullable Long total, @Nullable Duration progressAfter,
			@Nullable String stackSample, @Nullable Duration sampledAfter, Duration reportedAfter) {

	}

	/**
	 * A line of a log.
	 *
	 * @param position number of lines of the attempt before it
	 * @param after when it was logged, since the start of the attempt
	 * @param level its level
	 * @param text its text
	 */
	public record Line(long position, Duration after, Level level, String text) {

	}

	private record Entry(AttemptKey attempt, Line line) {

	}

	private interface TimeOf {

		@Nullable Duration of(State state);

	}

}
