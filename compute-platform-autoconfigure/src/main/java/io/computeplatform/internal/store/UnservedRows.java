package io.computeplatform.internal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.computeplatform.FailureReason;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Queued jobs for which an instance that received their message has no executor: released
 * for other instances, and failed after a timeout. Guarded by type and try count, so that
 * a job that moved on is not changed. Internal, thread-safe.
 */
public final class UnservedRows {

	/**
	 * With jitter: jobs that are due at the same times would reach the same consumers
	 * each time.
	 */
	private static final String PAUSE = """
			least(greatest((now() - since) / 2, :shortest::interval) * (0.75 + random() / 2), :longest::interval,
			    greatest(since + :timeout::interval - now(), interval '0'))""";

	/**
	 * Condition: the attempt belongs to this worker, and its job's unserved timeout is
	 * not over.
	 */
	private static final String OWN = """
			id = :id AND %s AND try_count = :tryNumber AND worker = :worker AND cancel_requested_at IS NULL
			    AND coalesce(:since::timestamptz, now()) + :timeout::interval > now()""".formatted(Rows.IS_IN_PROGRESS);

	private static final String RELEASED = "unserved_since, now() AS met_at, message_due_at";

	private final Database database;

	UnservedRows(Database database) {
		this.database = database;
	}

	/**
	 * Releases a job: its message is due again after a pause that grows with the time
	 * since the first release.
	 * @param job the job
	 * @param shortest shortest pause
	 * @param longest longest pause
	 * @param timeout time after which it is to fail
	 * @return the release, or empty if it moved on or another transaction holds its row
	 */
	public Optional<Release> release(UnservedJob job, Duration shortest, Duration longest, Duration timeout) {
		return this.database.inTransaction(() -> this.database.sql("""
				WITH met AS (
				  SELECT id, CASE
				    -- An older version may have run it since, without a reset.
				    WHEN unserved_since > coalesce(started_at, '-infinity') THEN unserved_since
				    ELSE now()
				  END AS since
				  FROM compute.jobs
				  WHERE id = :id AND queue = :queue AND type = :type AND status = 'queued' AND try_count = :tryCount
				  FOR UPDATE SKIP LOCKED
				), paused AS (
				  SELECT id, since, %s AS pause FROM met
				)
				UPDATE compute.jobs AS jobs SET
				  unserved_since = paused.since, unserved_at = now(),
				  message_due_at = now() + pause, message_sent_at = NULL, message_sends = 0
				FROM paused
				WHERE jobs.id = paused.id
				RETURNING %s""".formatted(PAUSE, RELEASED))
			.param("id", job.id())
			.param("queue", job.queue())
			.param("type", job.type())
			.param("tryCount", job.tryCount())
			.param("shortest", Intervals.of(shortest))
			.param("longest", Intervals.of(longest))
			.param("timeout", Intervals.of(timeout))
			.query(UnservedRows::released)
			.optional());
	}

	/**
	 * Releases an attempt, uncounted, whose payload this instance can't read.
	 * @param attempt the attempt
	 * @param since since when instances have released its job, if they have
	 * @param shortest shortest pause
	 * @param longest longest pause
	 * @param timeout time after which it is not released
	 * @return the release; late if the job is to end: its timeout is over, its cancel was
	 * requested, or the attempt no longer belongs to this worker
	 */
	public Recorded<Release> release(AttemptKey attempt, @Nullable OffsetDateTime since, Duration shortest,
			Duration longest, Duration timeout) {
		Optional<Release> released = this.database.singleStatement(() -> own(attempt, since, timeout, """
				WITH own AS (
				  SELECT id, coalesce(:since::timestamptz, now()) AS since FROM compute.jobs
				  WHERE %s
				  FOR NO KEY UPDATE SKIP LOCKED
				), paused AS (
				  SELECT id, since, %s AS pause FROM own
				)
				UPDATE compute.jobs AS jobs SET
				  status = 'queued', try_count = try_count - 1, worker = NULL, started_at = NULL,
				  -- The pause is not ended early: an instance with an executor may lack the subtype too.
				  unserved_since = paused.since, unserved_at = now() + pause,
				  message_due_at = now() + pause, message_sent_at = NULL, message_sends = 0
				FROM paused
				WHERE jobs.id = paused.id
				RETURNING %s""".formatted(OWN, PAUSE, RELEASED)).param("shortest", Intervals.of(shortest))
			.param("longest", Intervals.of(longest))
			.query(UnservedRows::released)
			.optional());
		if (released.isPresent()) {
			return new Recorded.Done<>(released.get(), false);
		}
		boolean locked = this.database.singleStatement(
				() -> own(attempt, since, timeout, "SELECT EXISTS (SELECT FROM compute.jobs WHERE %s)".formatted(OWN))
					.query(Boolean.class)
					.single());
		return locked ? new Recorded.Locked<>() : new Recorded.Late<>();
	}

	private StatementSpec own(AttemptKey attempt, @Nullable OffsetDateTime since, Duration timeout, String statement) {
		return this.database.sql(statement)
			.param("id", attempt.id())
			.param("tryNumber", attempt.tryNumber())
			.param("worker", attempt.worker())
			.param("since", since)
			.param("timeout", Intervals.of(timeout));
	}

	private static Release released(ResultSet row, int number) throws SQLException {
		return new Release(row.getObject("unserved_since", OffsetDateTime.class),
				Rows.between(row, "unserved_since", "met_at"), Rows.between(row, "met_at", "message_due_at"));
	}

	/**
	 * Finds queues with jobs that were released some time ago.
	 * @param queues names of the queues
	 * @param ago minimum time since the release
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
	 * Ends the pause of jobs that were released some time ago, for a worker that has an
	 * executor for them.
	 * @param queue name of the queue
	 * @param types names of the types for which the worker has an executor
	 * @param ago minimum time since the release
	 * @param batchSize maximum number
	 * @return number of jobs
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
	 * Fails an unserved job. The attempt that did not start is recorded, and not counted.
	 * @param job the job
	 * @param worker worker that received its message last
	 * @param timeout the unserved timeout
	 * @param failure what to record
	 * @param grace time for the publish that follows, before the relay publishes the
	 * message
	 * @return the record, or empty if the job moved on
	 */
	public Optional<RecordedFailure> fail(UnservedJob job, String worker, Duration timeout, FailureRecord failure,
			Duration grace) {
		FailureGroup group = failure.group();
		return this.database.singleStatement(() -> this.database
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
					  INSERT INTO compute.attempts (job_id, try_number, started_at, worker, outcome, message, version)
					  SELECT id, try_count + 1, since, :worker, failure_reason, failure_message,
					    (SELECT version FROM compute.workers WHERE workers.worker = :worker)
					  FROM failed
					)
					SELECT %s, jobs.max_tries, jobs.since FROM failed AS jobs"""
				.formatted(Rows.IS_LARGE, Rows.OUTBOX_MESSAGE))
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
			.query(UnservedRows::recorded)
			.optional());
	}

	/**
	 * Finds what an earlier call to fail a job has recorded whose response was lost.
	 * @param job the job
	 * @param since since when no instance could run it
	 * @param worker worker that received its message last
	 * @param reason reason that was to be recorded
	 * @return the record, or empty if there is none; without the payload, because the job
	 * may have changed since
	 */
	public Optional<RecordedFailure> failedBefore(UnservedJob job, OffsetDateTime since, String worker,
			FailureReason reason) {
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
			.query(UnservedRows::recorded)
			.optional());
	}

	private static RecordedFailure recorded(ResultSet row, int number) throws SQLException {
		return new RecordedFailure(Rows.outboxMessage(row, number), row.getInt("max_tries"),
				Objects.requireNonNull(Rows.failure(row)), Rows.between(row, "since", "failed_at"), Duration.ZERO);
	}

	/**
	 * A job whose message an instance received.
	 *
	 * @param id id of the job
	 * @param queue name of its queue
	 * @param type type name of its payload
	 * @param tryCount tries started before
	 */
	public record UnservedJob(UUID id, String queue, String type, int tryCount) {

	}

	/**
	 * A job that was released.
	 *
	 * @param since since when no instance could run it
	 * @param unserved for how long no instance could run it
	 * @param pause time until its message is due again
	 */
	public record Release(OffsetDateTime since, Duration unserved, Duration pause) {

		/**
		 * Whether this instance was the first to release it.
		 * @return {@code false} if another one has released it before
		 */
		public boolean isFirst() {
			return this.unserved.isZero();
		}

	}

}
