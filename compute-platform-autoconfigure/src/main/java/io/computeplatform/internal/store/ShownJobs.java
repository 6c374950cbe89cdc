package io.computeplatform.internal.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.computeplatform.JobFailure;
import io.computeplatform.JobLogEntry;
import io.computeplatform.JobProgress;
import io.computeplatform.JobStackSample;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * Single jobs for administrators, in any status. Internal, thread-safe.
 */
public final class ShownJobs {

	/**
	 * Largest payload that is shown.
	 */
	public static final int MAX_PAYLOAD = 1 << 20;

	private final Database database;

	private final AdminReads reads;

	private final ReportRows reports;

	ShownJobs(Database database, AdminReads reads, ReportRows reports) {
		this.database = database;
		this.reads = reads;
		this.reports = reports;
	}

	/**
	 * Finds a job. Reads no payload that is too large to be shown.
	 * @param id id of the job
	 * @return the job, or empty
	 */
	public Optional<Shown> find(UUID id) {
		return this.reads.read(() -> this.database.sql("""
				SELECT jobs.id, queue, type, status, try_count, max_tries, created_at,
				  failure_reason, failure_class, failure_message, failed_at,
				  CASE status WHEN 'failed' THEN failure_fingerprint END AS fingerprint,
				  CASE status WHEN 'failed' THEN failure_title END AS title,
				  CASE WHEN octet_length(payload::text) <= :most THEN payload END AS payload,
				  octet_length(payload::text) AS payload_size,
				  CASE WHEN octet_length(result_json::text) <= :most THEN result_json END AS result, result_hidden,
				  octet_length(result_json::text) AS result_size,
				  reported_try, reported_done, reported_total, reported_at
				FROM %s WHERE id = :id""".formatted(Rows.REPORTED_JOBS))
			.param("id", id)
			.param("most", MAX_PAYLOAD)
			.query((row, number) -> new Shown(row.getObject("id", UUID.class), row.getString("queue"),
					row.getString("type"), JobStatus.of(row.getString("status")), row.getInt("try_count"),
					row.getInt("max_tries"), Rows.required(row, "created_at"), Rows.failure(row),
					row.getObject("fingerprint", UUID.class), row.getString("title"), row.getString("payload"),
					row.getLong("payload_size"), row.getString("result"), row.getString("result_hidden"),
					row.getLong("result_size"), Rows.progress(row)))
			.optional());
	}

	/**
	 * Reads the newest lines of a job's log.
	 * @param id id of the job
	 * @param limit maximum number of lines
	 * @return the lines, oldest first
	 */
	public List<JobLogEntry> log(UUID id, int limit) {
		return this.reads.read(() -> this.reports.log(id, limit));
	}

	/**
	 * Finds the newest stack sample of a job.
	 * @param id id of the job
	 * @return the sample, or empty
	 */
	public Optional<JobStackSample> stackSample(UUID id) {
		return this.reads.read(() -> this.reports.stackSample(id));
	}

	/**
	 * A job.
	 *
	 * @param id its id
	 * @param queue name of its queue
	 * @param type type name of its payload
	 * @param status its status
	 * @param tryCount attempts that were started
	 * @param maxTries attempts that are permitted
	 * @param createdAt when it was submitted
	 * @param failure its newest failure, if any
	 * @param group fingerprint of its failure group, if it is failed
	 * @param title title of its failure group, if it is failed
	 * @param payload its payload, or {@code null} if that is too large
	 * @param payloadSize size of the payload in bytes
	 * @param result its result, or {@code null} if there is none, or it is too large
	 * @param resultHidden what the type of the result marks as sensitive, if anything
	 * @param resultSize size of the result in bytes
	 * @param progress progress of its newest attempt, if it was reported
	 */
	public record Shown(UUID id, String queue, String type, JobStatus status, int tryCount, int maxTries,
			Instant createdAt, @Nullable JobFailure failure, @Nullable UUID group, @Nullable String title,
			@Nullable String payload, long payloadSize, @Nullable String result, @Nullable String resultHidden,
			long resultSize, @Nullable JobProgress progress) {

	}

}
