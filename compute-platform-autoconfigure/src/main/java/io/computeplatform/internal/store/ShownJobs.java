package io.computeplatform.internal.store;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import io.computeplatform.JobFailure;
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

	ShownJobs(Database database, AdminReads reads) {
		this.database = database;
		this.reads = reads;
	}

	/**
	 * Finds a job. Reads no payload that is too large to be shown.
	 * @param id id of the job
	 * @return the job, or empty
	 */
	public Optional<Shown> find(UUID id) {
		return this.reads.read(() -> this.database.sql("""
				SELECT id, queue, type, status, try_count, max_tries, created_at,
				  failure_reason, failure_class, failure_message, failed_at,
				  CASE status WHEN 'failed' THEN failure_fingerprint END AS fingerprint,
				  CASE status WHEN 'failed' THEN failure_title END AS title,
				  CASE WHEN octet_length(payload::text) <= :most THEN payload END AS payload,
				  octet_length(payload::text) AS payload_size
				FROM compute.jobs WHERE id = :id""")
			.param("id", id)
			.param("most", MAX_PAYLOAD)
			.query((row, number) -> new Shown(row.getObject("id", UUID.class), row.getString("queue"),
					row.getString("type"), JobStatus.of(row.getString("status")), row.getInt("try_count"),
					row.getInt("max_tries"), Rows.required(row, "created_at"), Rows.failure(row),
					row.getObject("fingerprint", UUID.class), row.getString("title"), row.getString("payload"),
					row.getLong("payload_size")))
			.optional());
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
	 */
	public record Shown(UUID id, String queue, String type, JobStatus status, int tryCount, int maxTries,
			Instant createdAt, @Nullable JobFailure failure, @Nullable UUID group, @Nullable String title,
			@Nullable String payload, long payloadSize) {

	}

}
