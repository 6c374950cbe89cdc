package io.computeplatform.internal.store;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import io.computeplatform.FailureReason;
import io.computeplatform.Job;
import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import io.computeplatform.JobProgress;
import io.computeplatform.JobStackSample;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * Reads the columns that several statements return. Internal.
 */
public final class Rows {

	/**
	 * Columns that {@link #job(ResultSet, int)} reads.
	 */
	public static final String JOB = """
			id, queue, type, payload, status, try_count, max_tries, created_at, due_at, started_at,
			finished_at, worker, failure_reason, failure_class, failure_message, failed_at""";

	/**
	 * Columns that {@link #reportedJob(ResultSet, int)} reads, of {@link #REPORTED_JOBS}.
	 */
	public static final String REPORTED_JOB = JOB
			+ ", result_json, reported_try, reported_done, reported_total, reported_at";

	/**
	 * Jobs with the progress of their newest attempt, each by one more look into an
	 * index. An attempt that was released has left rows under the number of the next one,
	 * and a lost worker is no longer named by the job.
	 */
	public static final String REPORTED_JOBS = """
			compute.jobs AS jobs
			LEFT JOIN LATERAL (
			  SELECT try_number AS reported_try, done AS reported_done, total AS reported_total, progress_at AS reported_at
			  FROM compute.attempt_progress AS progress
			  WHERE progress.job_id = jobs.id AND progress.try_number = jobs.try_count
			    AND jobs.try_count > jobs.tries_before AND progress.worker = coalesce(jobs.worker, progress.worker)
			    AND progress_at IS NOT NULL
			) AS reported ON true""";

	/**
	 * Condition for a failed job that is looked up by its id. It is written so that no
	 * partial index matches: the planner prefers a partial index that was empty at its
	 * last statistics to the index on ids, and then reads it completely for each id once
	 * many jobs have failed.
	 */
	public static final String IS_FAILED = "jobs.status || '' = 'failed'";

	/**
	 * Condition for a job in progress that is looked up by its id. No partial index
	 * matches it either.
	 */
	static final String IS_IN_PROGRESS = "jobs.status || '' = 'in-progress'";

	/**
	 * Condition for a pending message of a job that is looked up by its id. No partial
	 * index matches it either.
	 */
	static final String HAS_PENDING_MESSAGE = "num_nonnulls(jobs.message_due_at) = 1";

	/**
	 * Condition for a large payload, whose dead letter is left to the relay, which holds
	 * few of them at once.
	 */
	static final String IS_LARGE = "octet_length(jobs.payload::text) > 65536";

	/**
	 * Columns that {@link #outboxMessage(ResultSet, int)} reads, with a payload of any
	 * size. A job message has no payload: only the row is authoritative.
	 */
	static final String OUTBOX_MESSAGE_WITH_PAYLOAD = """
			jobs.id, jobs.queue, jobs.type, jobs.status, jobs.try_count, statement_timestamp() AS published_at,
			CASE WHEN jobs.status = 'failed' THEN jobs.payload END AS payload,
			jobs.failure_reason, jobs.failure_class, jobs.failure_message, jobs.failed_at""";

	/**
	 * Columns that {@link #outboxMessage(ResultSet, int)} reads, without a large payload.
	 */
	static final String OUTBOX_MESSAGE = OUTBOX_MESSAGE_WITH_PAYLOAD.replace("jobs.status = 'failed'",
			"jobs.status = 'failed' AND NOT (" + IS_LARGE + ")");

	/**
	 * Separates texts in one parameter. No class name contains it.
	 */
	static final String SEPARATOR = "\u001F";

	private Rows() {
	}

	/**
	 * Reads a job.
	 * @param row current row
	 * @param number number of the row
	 * @return the job
	 * @throws SQLException if a column is missing
	 */
	public static Job job(ResultSet row, int number) throws SQLException {
		return job(row, null, null);
	}

	/**
	 * Reads a job with its progress and its result.
	 * @param row current row
	 * @param number number of the row
	 * @return the job
	 * @throws SQLException if a column is missing
	 */
	public static Job reportedJob(ResultSet row, int number) throws SQLException {
		return job(row, progress(row), row.getString("result_json"));
	}

	/**
	 * Reads the progress of an attempt.
	 * @param row current row
	 * @return the progress, or {@code null} if none was reported
	 * @throws SQLException if a column is missing
	 */
	public static @Nullable JobProgress progress(ResultSet row) throws SQLException {
		Instant at = instant(row, "reported_at");
		return (at != null) ? new JobProgressRow(row.getLong("reported_done"), row.getLong("reported_total"), at,
				row.getInt("reported_try")) : null;
	}

	/**
	 * Reads where the thread of an attempt was.
	 * @param row current row
	 * @return the newest sample, or {@code null} if there is none
	 * @throws SQLException if a column is missing
	 */
	public static @Nullable JobStackSample stackSample(ResultSet row) throws SQLException {
		Instant at = instant(row, "sampled_at");
		return (at != null) ? new JobStackSampleRow(row.getInt("try_number"), row.getString("worker"), at,
				row.getString("stack_sample")) : null;
	}

	private static Job job(ResultSet row, @Nullable JobProgress progress, @Nullable String result) throws SQLException {
		return new JobRow(new JobId(row.getObject("id", UUID.class)), row.getString("queue"), row.getString("type"),
				row.getString("payload"), JobStatus.of(row.getString("status")), row.getInt("try_count"),
				row.getInt("max_tries"), required(row, "created_at"), required(row, "due_at"),
				instant(row, "started_at"), instant(row, "finished_at"), row.getString("worker"), failure(row),
				progress, result);
	}

	static OutboxMessage outboxMessage(ResultSet row, int number) throws SQLException {
		return new OutboxMessage(row.getObject("id", UUID.class), row.getString("queue"), row.getString("type"),
				JobStatus.of(row.getString("status")), row.getInt("try_count"),
				row.getObject("published_at", OffsetDateTime.class), row.getString("payload"), failure(row));
	}

	/**
	 * Reads the newest failure of a job.
	 * @param row current row
	 * @return the failure, or {@code null} if there was none
	 * @throws SQLException if a column is missing
	 */
	public static @Nullable JobFailure failure(ResultSet row) throws SQLException {
		String reason = row.getString("failure_reason");
		return (reason != null) ? new JobFailureRow(FailureReason.of(reason), row.getString("failure_class"),
				row.getString("failure_message"), required(row, "failed_at")) : null;
	}

	/**
	 * Reads a list of texts.
	 * @param row current row
	 * @param column name of the column
	 * @return the texts, empty if the column is null
	 * @throws SQLException if the column is missing
	 */
	public static List<String> texts(ResultSet row, String column) throws SQLException {
		Array array = row.getArray(column);
		return (array != null) ? List.of((String[]) array.getArray()) : List.of();
	}

	/**
	 * Reads a time that is not null.
	 * @param row current row
	 * @param column name of the column
	 * @return the time
	 * @throws SQLException if the column is missing
	 */
	public static Instant required(ResultSet row, String column) throws SQLException {
		return row.getObject(column, OffsetDateTime.class).toInstant();
	}

	/**
	 * Reads a duration.
	 * @param row current row
	 * @param from column of its start
	 * @param until column of its end
	 * @return time between, zero if the database's clock was set back meanwhile
	 * @throws SQLException if a column is missing
	 */
	static Duration between(ResultSet row, String from, String until) throws SQLException {
		Duration time = Duration.between(required(row, from), required(row, until));
		return time.isNegative() ? Duration.ZERO : time;
	}

	/**
	 * Reads a time that can be null.
	 * @param row current row
	 * @param column name of the column
	 * @return the time, or {@code null}
	 * @throws SQLException if the column is missing
	 */
	public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
		OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
		return (time != null) ? time.toInstant() : null;
	}

}
