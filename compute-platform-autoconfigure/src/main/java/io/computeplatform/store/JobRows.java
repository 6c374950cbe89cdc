package io.computeplatform.store;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.computeplatform.Job;
import org.jspecify.annotations.Nullable;

/**
 * What the front door does to jobs: insert, find, cancel, expire, delete. Internal,
 * thread-safe.
 */
public final class JobRows {

	private final Database database;

	JobRows(Database database) {
		this.database = database;
	}

	/**
	 * Inserts jobs in one statement. An existing id is left alone, unless it is expired,
	 * or finished and a re-run is asked for.
	 * @param queue name of their queue
	 * @param jobs the jobs
	 * @param maxTries tries that each may have from now on
	 * @param dueAt earliest start, compared with the database's clock, if any
	 * @param delay wait before the first start
	 * @param grace time for the publish that follows, before the relay sends the message
	 * @param rerun whether finished jobs run again
	 * @param trace what is to be kept for their attempts' traces, if anything, as JSON
	 * @return what the new and re-run jobs owe at once, and what is scheduled
	 */
	public List<Submitted> insert(String queue, List<NewJob> jobs, int maxTries, @Nullable Instant dueAt,
			Duration delay, Duration grace, boolean rerun, @Nullable String trace) {
		String[] ids = jobs.stream().map((job) -> job.id().toString()).toArray(String[]::new);
		String[] types = jobs.stream().map(NewJob::type).toArray(String[]::new);
		String[] payloads = jobs.stream().map(NewJob::payload).toArray(String[]::new);
		OffsetDateTime due = (dueAt != null) ? dueAt.atOffset(ZoneOffset.UTC) : null;
		return this.database.inTransaction(() -> this.database.sql("""
				WITH due AS (
				  SELECT greatest(now() + :delay::interval, :dueAt::timestamptz) AS at
				)
				INSERT INTO compute.jobs AS jobs
				  (id, queue, type, payload, status, max_tries, trace, due_at, message_due_at)
				SELECT new.id, :queue, new.type, new.payload, 'queued', :maxTries, :trace::json, due.at,
				  CASE WHEN due.at > now() THEN due.at ELSE now() + :grace::interval END
				FROM due, unnest(:ids::uuid[], :types::text[], :payloads::json[]) AS new (id, type, payload)
				ON CONFLICT (id) DO UPDATE SET
				  queue = excluded.queue, type = excluded.type, payload = excluded.payload, status = 'queued',
				  max_tries = jobs.try_count + excluded.max_tries, trace = excluded.trace, due_at = excluded.due_at,
				  finished_at = NULL, cancel_requested_at = NULL, dead_letter_popped_at = NULL,
				  message_due_at = excluded.message_due_at, message_sends = 0
				WHERE jobs.status = 'expired'
				  OR (:rerun AND jobs.status IN ('complete', 'failed', 'cancelled', 'discarded'))
				RETURNING %s, jobs.due_at <= now() AS due""".formatted(Rows.OWED_MESSAGE))
			.param("delay", Intervals.of(delay))
			.param("dueAt", due)
			.param("queue", queue)
			.param("maxTries", maxTries)
			.param("grace", Intervals.of(grace))
			.param("ids", ids)
			.param("types", types)
			.param("payloads", payloads)
			.param("rerun", rerun)
			.param("trace", trace)
			.query((row, number) -> new Submitted(Rows.owedMessage(row, number), row.getBoolean("due")))
			.list());
	}

	/**
	 * Finds a job.
	 * @param id id of the job
	 * @return the job, or empty
	 */
	public Optional<Job> find(UUID id) {
		return this.database
			.inTransaction(() -> this.database.sql("SELECT %s FROM compute.jobs WHERE id = :id".formatted(Rows.JOB))
				.param("id", id)
				.query(Rows::job)
				.optional());
	}

	/**
	 * Cancels a queued job, or asks the worker of a running one to stop.
	 * @param id id of the job
	 * @return the job as it is now, or empty if there is nothing to cancel
	 */
	public Optional<Job> cancel(UUID id) {
		return this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.jobs SET
				  cancel_requested_at = coalesce(cancel_requested_at, now()),
				  status = CASE status WHEN 'queued' THEN 'cancelled' ELSE status END,
				  finished_at = CASE status WHEN 'queued' THEN now() END,
				  message_due_at = NULL, message_sent_at = NULL
				WHERE id = :id AND status IN ('queued', 'in-progress')
				RETURNING %s""".formatted(Rows.JOB)).param("id", id).query(Rows::job).optional());
	}

	/**
	 * Marks the result of a complete job as outdated.
	 * @param id id of the job
	 * @return whether it was complete
	 */
	public boolean expire(UUID id) {
		return this.database.inTransaction(() -> this.database
			.sql("UPDATE compute.jobs SET status = 'expired' WHERE id = :id AND status = 'complete'")
			.param("id", id)
			.update()) == 1;
	}

	/**
	 * Deletes a finished job and remembers its id, because a message may still name it.
	 * @param id id of the job
	 * @return whether it was finished
	 */
	public boolean delete(UUID id) {
		return this.database.inTransaction(() -> this.database.sql("""
				WITH deleted AS (
				  DELETE FROM compute.jobs WHERE id = :id AND status NOT IN ('queued', 'in-progress') RETURNING id
				)
				INSERT INTO compute.deleted_jobs (job_id) SELECT id FROM deleted
				ON CONFLICT (job_id) DO UPDATE SET deleted_at = now()""").param("id", id).update()) == 1;
	}

	/**
	 * Whether a dead letter still stands for a failed job.
	 * @param id id of the job
	 * @param tryCount try count in the letter
	 * @return {@code false} if the job was retried, discarded or deleted since, or its
	 * letter popped
	 */
	public boolean isDeadLetterCurrent(UUID id, int tryCount) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT CASE
				  WHEN EXISTS (SELECT FROM compute.jobs WHERE id = :id) THEN EXISTS (
				    SELECT FROM compute.jobs
				    WHERE id = :id AND status = 'failed' AND try_count = :tryCount AND dead_letter_popped_at IS NULL)
				  ELSE NOT EXISTS (SELECT FROM compute.deleted_jobs WHERE job_id = :id)
				END""").param("id", id).param("tryCount", tryCount).query(Boolean.class).single());
	}

	/**
	 * Records that the dead letter of a failed job is being taken away on purpose.
	 * @param id id of the job
	 * @param tryCount try count in the letter
	 */
	public void popDeadLetter(UUID id, int tryCount) {
		this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.jobs SET dead_letter_popped_at = now(), message_due_at = NULL
				WHERE id = :id AND status = 'failed' AND try_count = :tryCount""")
			.param("id", id)
			.param("tryCount", tryCount)
			.update());
	}

	/**
	 * A job that was inserted or runs again.
	 *
	 * @param message what it owes
	 * @param due whether it owes it now
	 */
	public record Submitted(OwedMessage message, boolean due) {

	}

}
