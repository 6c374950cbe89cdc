package io.computeplatform.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.computeplatform.FailureReason;

/**
 * Queued jobs for which an instance that met them has no executor: given back for others,
 * and failed when none was found for too long. Guarded by type and try, so that nothing
 * happens to a job that moved on. Internal, thread-safe.
 */
public final class UnservedRows {

	private final Database database;

	UnservedRows(Database database) {
		this.database = database;
	}

	/**
	 * Gives a job back: its message is due again after a pause that grows with the time
	 * since the first instance gave it back.
	 * @param job the job
	 * @param shortest shortest pause
	 * @param longest longest pause
	 * @param timeout time after which it should fail
	 * @return how it stands, or empty if it moved on or another transaction holds its row
	 */
	public Optional<GivenBack> giveBack(UnservedJob job, Duration shortest, Duration longest, Duration timeout) {
		return this.database.inTransaction(() -> this.database.sql("""
				WITH met AS (
				  SELECT id, CASE
				    -- An older version may have run it since, and has not reset it.
				    WHEN unserved_since > coalesce(started_at, '-infinity') THEN unserved_since
				    ELSE now()
				  END AS since
				  FROM compute.jobs
				  WHERE id = :id AND queue = :queue AND type = :type AND status = 'queued' AND try_count = :tryCount
				  FOR UPDATE SKIP LOCKED
				), paused AS (
				  SELECT id, since, least(
				    -- Many that come back in step would meet the same consumers each time.
				    greatest((now() - since) / 2, :shortest::interval) * (0.75 + random() / 2), :longest::interval,
				    greatest(since + :timeout::interval - now(), interval '0')) AS pause
				  FROM met
				)
				UPDATE compute.jobs AS jobs SET
				  unserved_since = paused.since, unserved_at = now(),
				  message_due_at = now() + pause, message_sent_at = NULL, message_sends = 0
				FROM paused
				WHERE jobs.id = paused.id
				RETURNING unserved_since, unserved_at, message_due_at""")
			.param("id", job.id())
			.param("queue", job.queue())
			.param("type", job.type())
			.param("tryCount", job.tryCount())
			.param("shortest", Intervals.of(shortest))
			.param("longest", Intervals.of(longest))
			.param("timeout", Intervals.of(timeout))
			.query((row, number) -> new GivenBack(row.getObject("unserved_since", OffsetDateTime.class),
					Rows.between(row, "unserved_since", "unserved_at"),
					Rows.between(row, "unserved_at", "message_due_at")))
			.optional());
	}

	/**
	 * Finds queues that hold jobs which were given back some time ago.
	 * @param queues queues to look at
	 * @param ago how long ago
	 * @return names of queues
	 */
	public List<String> queues(String[] queues, Duration ago) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT wanted.queue FROM unnest(:queues::text[]) AS wanted (queue)
				WHERE EXISTS (SELECT FROM compute.jobs
				  WHERE jobs.queue = wanted.queue AND unserved_since IS NOT NULL
				    AND unserved_at < now() - :ago::interval AND status = 'queued')""")
			.param("queues", queues)
			.param("ago", Intervals.of(ago))
			.query(String.class)
			.list());
	}

	/**
	 * Ends the pause of jobs that were given back some time ago, for a worker that has an
	 * executor for them.
	 * @param queue name of the queue
	 * @param types names of the types for which the worker has an executor
	 * @param ago how long ago
	 * @param batchSize how many at most
	 * @return how many
	 */
	public int sendAgain(String queue, String[] types, Duration ago, int batchSize) {
		return this.database.inTransaction(() -> this.database.sql("""
				WITH served AS MATERIALIZED (
				  SELECT id FROM compute.jobs
				  WHERE queue = :queue AND unserved_since IS NOT NULL AND unserved_at < now() - :ago::interval
				    AND status = 'queued' AND message_due_at > now() + :ago::interval
				    AND (type = ANY (:types::text[]) OR other_types && :types::text[])
				  ORDER BY unserved_since
				  LIMIT :batchSize
				  FOR UPDATE SKIP LOCKED
				)
				UPDATE compute.jobs AS jobs SET message_due_at = now() + random() * :ago::interval
				FROM served
				WHERE jobs.id = served.id""")
			.param("queue", queue)
			.param("types", types)
			.param("ago", Intervals.of(ago))
			.param("batchSize", batchSize)
			.update());
	}

	/**
	 * Fails a job for good that no instance took for too long. The try that did not start
	 * is recorded, and not counted.
	 * @param job the job
	 * @param worker worker that met it last
	 * @param timeout how long
	 * @param failure what to record
	 * @param grace time for the publish that follows, before the relay sends the message
	 * @return what was recorded, or empty if the job moved on
	 */
	public Optional<Settled> fail(UnservedJob job, String worker, Duration timeout, FailureRecord failure,
			Duration grace) {
		FailureGroup group = failure.group();
		return this.database.alone(() -> this.database
			.sql("""
					WITH met AS (
					  SELECT id, unserved_since AS since FROM compute.jobs
					  WHERE id = :id AND queue = :queue AND type = :type AND status = 'queued' AND try_count = :tryCount
					    AND coalesce(unserved_since, 'infinity') + :timeout::interval <= now()
					  FOR UPDATE SKIP LOCKED
					), failed AS (
					  UPDATE compute.jobs AS jobs SET
					    status = 'failed', finished_at = now(), unserved_since = NULL, unserved_at = NULL,
					    message_due_at = now() + CASE WHEN %s THEN interval '0' ELSE :grace::interval END,
					    message_sent_at = NULL, message_sends = 0,
					    failure_reason = :reason, failure_class = NULL, failure_message = :message, failure_classes = '{}',
					    failure_fingerprint = :fingerprint::uuid, failure_title = :title,
					    failed_at = now(), dead_letter_popped_at = NULL
					  FROM met
					  WHERE jobs.id = met.id
					  RETURNING jobs.*, since
					), recorded AS (
					  INSERT INTO compute.attempts (job_id, try_number, started_at, worker, outcome, message)
					  SELECT id, try_count + 1, since, :worker, failure_reason, failure_message FROM failed
					)
					SELECT %s, jobs.max_tries, jobs.since FROM failed AS jobs"""
				.formatted(Rows.IS_LARGE, Rows.OWED_MESSAGE))
			.param("id", job.id())
			.param("queue", job.queue())
			.param("type", job.type())
			.param("tryCount", job.tryCount())
			.param("timeout", Intervals.of(timeout))
			.param("grace", Intervals.of(grace))
			.param("reason", failure.reason().value())
			.param("message", failure.message())
			.param("fingerprint", (group != null) ? group.fingerprint().toString() : null)
			.param("title", (group != null) ? group.title() : null)
			.param("worker", worker)
			.query(UnservedRows::settled)
			.optional());
	}

	/**
	 * Finds what a call to fail a job has recorded whose answer was lost.
	 * @param job the job
	 * @param since since when no instance had taken it
	 * @param worker worker that met it last
	 * @param reason reason that was to be recorded
	 * @return what was recorded, or empty if nothing was; without the payload, because
	 * the job may have left its message behind since
	 */
	public Optional<Settled> failedBefore(UnservedJob job, OffsetDateTime since, String worker, FailureReason reason) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT jobs.id, jobs.queue, jobs.type, 'failed' AS status, recorded.try_number - 1 AS try_count,
				  now() AS published_at, NULL AS payload, recorded.outcome AS failure_reason,
				  recorded.exception_class AS failure_class, recorded.message AS failure_message,
				  recorded.ended_at AS failed_at, jobs.max_tries, recorded.started_at AS since
				FROM compute.attempts AS recorded
				JOIN compute.jobs AS jobs ON jobs.id = recorded.job_id
				WHERE recorded.job_id = :id AND recorded.try_number = :tryCount + 1 AND recorded.started_at = :since
				  AND recorded.worker = :worker AND recorded.outcome = :reason""")
			.param("id", job.id())
			.param("tryCount", job.tryCount())
			.param("since", since)
			.param("worker", worker)
			.param("reason", reason.value())
			.query(UnservedRows::settled)
			.optional());
	}

	private static Settled settled(ResultSet row, int number) throws SQLException {
		return new Settled(Rows.owedMessage(row, number), row.getInt("max_tries"),
				Objects.requireNonNull(Rows.failure(row)), Rows.between(row, "since", "failed_at"), Duration.ZERO);
	}

	/**
	 * A job that an instance met.
	 *
	 * @param id id of the job
	 * @param queue name of its queue
	 * @param type type name of its payload
	 * @param tryCount tries started before
	 */
	public record UnservedJob(UUID id, String queue, String type, int tryCount) {

	}

	/**
	 * A job that was given back.
	 *
	 * @param since since when no instance has taken it
	 * @param unserved for how long no instance has taken it
	 * @param pause after how long its message is due again
	 */
	public record GivenBack(OffsetDateTime since, Duration unserved, Duration pause) {

		/**
		 * Whether this instance was the first to meet it.
		 * @return {@code false} if another has given it back before
		 */
		public boolean isFirst() {
			return this.unserved.isZero();
		}

	}

}
