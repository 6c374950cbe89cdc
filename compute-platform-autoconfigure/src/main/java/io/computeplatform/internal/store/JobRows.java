package io.computeplatform.internal.store;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import io.computeplatform.ChangeResult;
import io.computeplatform.Job;

/**
 * Operations of an application on existing jobs: find, cancel, expire, delete. Internal,
 * thread-safe.
 */
public final class JobRows {

	private final Database database;

	JobRows(Database database) {
		this.database = database;
	}

	/**
	 * Finds a job, with its progress and its result.
	 * @param id id of the job
	 * @return the job, or empty
	 */
	public Optional<Job> find(UUID id) {
		return this.database.inTransaction(() -> this.database
			.sql("SELECT %s FROM %s WHERE id = :id".formatted(Rows.REPORTED_JOB, Rows.REPORTED_JOBS))
			.param("id", id)
			.query(Rows::reportedJob)
			.optional());
	}

	/**
	 * Cancels a queued job, or requests the cancel of a running one.
	 * @param id id of the job
	 * @return the changed job, or empty if there is none to cancel
	 */
	public Optional<Job> cancel(UUID id) {
		return this.database.withLockTimeout(() -> this.database.sql("""
				UPDATE compute.jobs SET
				  cancel_requested_at = coalesce(cancel_requested_at, statement_timestamp()),
				  status = CASE status WHEN 'queued' THEN 'cancelled' ELSE status END,
				  finished_at = CASE status WHEN 'queued' THEN statement_timestamp() END,
				  message_due_at = NULL, message_sent_at = NULL
				WHERE id = :id AND status IN ('queued', 'in-progress')
				RETURNING %s""".formatted(Rows.JOB)).param("id", id).query(Rows::job).optional());
	}

	/**
	 * Tells why a job was not changed.
	 * @param id id of the job
	 * @return refused if it has a row, else not found
	 */
	public ChangeResult unchanged(UUID id) {
		boolean exists = this.database
			.inTransaction(() -> this.database.sql("SELECT EXISTS (SELECT FROM compute.jobs WHERE id = :id)")
				.param("id", id)
				.query(Boolean.class)
				.single());
		return exists ? ChangeResult.REFUSED : ChangeResult.NOT_FOUND;
	}

	/**
	 * Marks the result of a complete job as outdated.
	 * @param id id of the job
	 * @return whether it was complete
	 */
	public boolean expire(UUID id) {
		return this.database.withLockTimeout(() -> this.database
			.sql("UPDATE compute.jobs SET status = 'expired' WHERE id = :id AND status = 'complete'")
			.param("id", id)
			.update()) == 1;
	}

	/**
	 * Deletes a finished job and inserts its tombstone, because a message may still name
	 * it.
	 * @param id id of the job
	 * @return whether it was finished
	 */
	public boolean delete(UUID id) {
		return this.database.withLockTimeout(() -> this.database.sql("""
				WITH deleted AS (
				  DELETE FROM compute.jobs
				  WHERE id = :id AND status IN ('complete', 'failed', 'expired', 'cancelled', 'discarded')
				  RETURNING id
				)
				INSERT INTO compute.deleted_jobs (job_id) SELECT id FROM deleted
				ON CONFLICT (job_id) DO UPDATE SET deleted_at = statement_timestamp()""")
			.param("id", id)
			.update()) == 1;
	}

	/**
	 * Whether a dead letter is current.
	 * @param id id of the job
	 * @param queue name of the queue in which the dead letter was found
	 * @param tryCount try count in the dead letter
	 * @return {@code false} if the job was retried, discarded, moved or deleted since, or
	 * its dead letter popped
	 */
	public boolean isDeadLetterCurrent(UUID id, String queue, int tryCount) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT CASE
				  WHEN EXISTS (SELECT FROM compute.jobs WHERE id = :id) THEN EXISTS (
				    SELECT FROM compute.jobs AS jobs
				    WHERE id = :id AND queue = :queue AND %s AND try_count = :tryCount
				      AND dead_letter_popped_at IS NULL)
				  ELSE NOT EXISTS (SELECT FROM compute.deleted_jobs WHERE job_id = :id)
				END""".formatted(Rows.IS_FAILED))
			.param("id", id)
			.param("queue", queue)
			.param("tryCount", tryCount)
			.query(Boolean.class)
			.single());
	}

	/**
	 * Records that the dead letter of a failed job is popped.
	 * @param id id of the job
	 * @param queue name of the queue of the failure
	 * @param tryCount try count in the dead letter
	 * @return {@code false} if there is no such failed job, or its dead letter is popped
	 * already
	 */
	public boolean popDeadLetter(UUID id, String queue, int tryCount) {
		return this.database.withLockTimeout(() -> this.database.sql("""
				UPDATE compute.jobs AS jobs SET dead_letter_popped_at = statement_timestamp(), message_due_at = NULL
				WHERE id = :id AND queue = :queue AND %s AND try_count = :tryCount
				  AND dead_letter_popped_at IS NULL""".formatted(Rows.IS_FAILED))
			.param("id", id)
			.param("queue", queue)
			.param("tryCount", tryCount)
			.update()) == 1;
	}

	/**
	 * Whether calls take part in a transaction of the caller.
	 * @return {@code false} if each call has one of its own
	 */
	public boolean isInTransaction() {
		return this.database.isInTransaction();
	}

	/**
	 * Reads committed data only, without changes of the caller's transaction.
	 * @param <T> type of the result
	 * @param work calls methods of this class
	 * @return result of the work
	 */
	public <T> T newTransaction(Supplier<T> work) {
		return this.database.newTransaction(work);
	}

	/**
	 * Runs an action once the caller's transaction is committed.
	 * @param action the action
	 */
	public void afterCommit(Runnable action) {
		this.database.afterCommit(action);
	}

}
