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
import io.computeplatform.JobStatus;

/**
 * The life of an attempt: claimed, then settled or released. Each is one guarded
 * statement, which can be repeated when its outcome is unknown. Internal, thread-safe.
 */
public final class AttemptRows {

	private final Database database;

	AttemptRows(Database database) {
		this.database = database;
	}

	/**
	 * Starts a try, if it is still to be started.
	 * @param id id of the job
	 * @param queue queue in which the message was found
	 * @param tryCount tries started before, according to the message
	 * @param worker worker that wants it
	 * @param repeated whether the answer to the same call was lost before, so that the
	 * try may have been started by it
	 * @return what came of it
	 */
	public Claim claim(UUID id, String queue, int tryCount, String worker, boolean repeated) {
		return this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.jobs SET
				  status = 'in-progress', try_count = :tryCount + 1, worker = :worker,
				  started_at = CASE status WHEN 'queued' THEN now() ELSE started_at END,
				  message_due_at = NULL, message_sent_at = NULL, message_sends = 0
				WHERE id = :id AND queue = :queue
				  AND (status = 'queued' AND try_count = :tryCount
				    OR :repeated AND status = 'in-progress' AND try_count = :tryCount + 1 AND worker = :worker)
				  AND EXISTS (SELECT FROM compute.workers AS lease
				    WHERE lease.worker = :worker AND lost_at IS NULL AND lease_until > now())
				RETURNING trace, %s""".formatted(Rows.JOB))
			.param("id", id)
			.param("queue", queue)
			.param("tryCount", tryCount)
			.param("repeated", repeated)
			.param("worker", worker)
			.query(AttemptRows::won)
			.optional()
			.orElseGet(() -> whyNot(id, queue, worker)));
	}

	private static Claim won(ResultSet row, int number) throws SQLException {
		return new Claim.Won(row.getObject("id", UUID.class), row.getString("queue"), row.getString("type"),
				row.getString("payload"), row.getInt("try_count"), row.getInt("max_tries"), row.getString("worker"),
				Rows.between(row, "due_at", "started_at"), Rows.failure(row), row.getString("trace"));
	}

	private Claim whyNot(UUID id, String queue, String worker) {
		return this.database.sql("""
				SELECT
				  EXISTS (SELECT FROM compute.workers
				    WHERE worker = :worker AND lost_at IS NULL AND lease_until > now()) AS leased,
				  EXISTS (SELECT FROM compute.jobs WHERE id = :id AND queue = :queue)
				    OR EXISTS (SELECT FROM compute.deleted_jobs WHERE job_id = :id) AS known""")
			.param("worker", worker)
			.param("id", id)
			.param("queue", queue)
			.query((row, number) -> {
				if (!row.getBoolean("leased")) {
					return (Claim) new Claim.LeaseLost();
				}
				return row.getBoolean("known") ? new Claim.Stale() : new Claim.Unknown();
			})
			.single();
	}

	/**
	 * Records success.
	 * @param attempt the attempt
	 * @return how long the attempt took, or empty if it was not this attempt's to record
	 */
	public Optional<Duration> complete(AttemptKey attempt) {
		return this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.jobs SET status = 'complete', finished_at = now()
				WHERE id = :id AND status = 'in-progress' AND try_count = :tryNumber AND worker = :worker
				RETURNING started_at, finished_at""")
			.param("id", attempt.id())
			.param("tryNumber", attempt.tryNumber())
			.param("worker", attempt.worker())
			.query((row, number) -> Rows.between(row, "started_at", "finished_at"))
			.optional());
	}

	/**
	 * Finds the success of an attempt that was recorded by its own worker, after the
	 * answer was lost.
	 * @param attempt the attempt
	 * @return how long the attempt took, or empty if somebody else settled it
	 */
	public Optional<Duration> completed(AttemptKey attempt) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT started_at, finished_at FROM compute.jobs
				WHERE id = :id AND status IN ('complete', 'expired') AND try_count = :tryNumber AND worker = :worker""")
			.param("id", attempt.id())
			.param("tryNumber", attempt.tryNumber())
			.param("worker", attempt.worker())
			.query((row, number) -> Rows.between(row, "started_at", "finished_at"))
			.optional());
	}

	/**
	 * Records a failed attempt and what becomes of the job, in one statement. A job that
	 * was asked to cancel is not queued again.
	 * @param attempt the attempt
	 * @param failure how it failed
	 * @param status queued (with the delay), failed or cancelled
	 * @param delay wait before the next try
	 * @param grace time for the publish that follows, before the relay sends the message
	 * @return what was recorded, or empty if the attempt was settled before
	 */
	public Optional<Settled> fail(AttemptKey attempt, FailureRecord failure, JobStatus status, Duration delay,
			Duration grace) {
		FailureGroup group = failure.group();
		return this.database.inTransaction(() -> this.database.sql("""
				WITH settled AS (
				  UPDATE compute.jobs AS jobs SET
				    status = next.status,
				    finished_at = CASE WHEN next.status <> 'queued' THEN now() END,
				    due_at = CASE WHEN next.status = 'queued' THEN now() + :delay::interval ELSE due_at END,
				    message_due_at = CASE
				      WHEN next.status = 'failed' THEN now() + :grace::interval
				      WHEN next.status = 'queued' AND :delay::interval > interval '0' THEN now() + :delay::interval
				      WHEN next.status = 'queued' THEN now() + :grace::interval
				    END,
				    worker = CASE WHEN :outcome = 'worker-lost' THEN NULL ELSE worker END,
				    failure_reason = :outcome, failure_class = :exceptionClass, failure_message = :message,
				    failure_classes = :classes, failure_fingerprint = :fingerprint::uuid, failure_title = :title,
				    failed_at = now(), dead_letter_popped_at = NULL
				  FROM (SELECT id AS job_id, CASE
				      WHEN :status = 'queued' AND cancel_requested_at IS NOT NULL THEN 'cancelled' ELSE :status
				    END AS status FROM compute.jobs WHERE id = :id FOR UPDATE) AS next
				  WHERE id = job_id
				    AND jobs.status = 'in-progress' AND try_count = :tryNumber AND worker = :worker
				  RETURNING jobs.*
				), recorded AS (
				  INSERT INTO compute.attempts
				    (job_id, try_number, started_at, worker, outcome, exception_class, message, stack_trace)
				  SELECT id, :tryNumber, started_at, :worker, :outcome, :exceptionClass, :message, :stackTrace
				  FROM settled
				)
				SELECT %s, jobs.max_tries, jobs.started_at FROM settled AS jobs""".formatted(Rows.OWED_MESSAGE))
			.param("delay", Intervals.of(delay))
			.param("grace", Intervals.of(grace))
			.param("outcome", failure.reason().value())
			.param("exceptionClass", failure.exceptionClass())
			.param("message", failure.message())
			.param("stackTrace", failure.stackTrace())
			.param("classes", failure.classes().toArray(String[]::new))
			.param("fingerprint", (group != null) ? group.fingerprint().toString() : null)
			.param("title", (group != null) ? group.title() : null)
			.param("status", status.value())
			.param("id", attempt.id())
			.param("tryNumber", attempt.tryNumber())
			.param("worker", attempt.worker())
			.query((row, number) -> new Settled(Rows.owedMessage(row, number), row.getInt("max_tries"),
					Objects.requireNonNull(Rows.failure(row)), Rows.between(row, "started_at", "failed_at"), delay))
			.optional());
	}

	/**
	 * Gives an attempt back, uncounted, because its worker stops.
	 * @param attempt the attempt
	 * @param grace time for the broker to redeliver, before the relay sends the message
	 * @return status of the job now, or empty if the attempt was settled before
	 */
	public Optional<JobStatus> release(AttemptKey attempt, Duration grace) {
		return this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.jobs SET
				  status = CASE WHEN cancel_requested_at IS NULL THEN 'queued' ELSE 'cancelled' END,
				  finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN now() END,
				  message_due_at = CASE WHEN cancel_requested_at IS NULL THEN now() + :grace::interval END,
				  try_count = try_count - 1, worker = NULL, started_at = NULL
				WHERE id = :id AND status = 'in-progress' AND try_count = :tryNumber AND worker = :worker
				RETURNING status""")
			.param("grace", Intervals.of(grace))
			.param("id", attempt.id())
			.param("tryNumber", attempt.tryNumber())
			.param("worker", attempt.worker())
			.query((row, number) -> JobStatus.of(row.getString("status")))
			.optional());
	}

	/**
	 * Whether the failure of an attempt was recorded by its own worker, after the answer
	 * was lost.
	 * @param attempt the attempt
	 * @return {@code false} if somebody else settled it
	 */
	public boolean isFailureRecorded(AttemptKey attempt) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT EXISTS (SELECT FROM compute.attempts
				  WHERE job_id = :id AND try_number = :tryNumber AND worker = :worker AND outcome <> 'worker-lost')""")
			.param("id", attempt.id())
			.param("tryNumber", attempt.tryNumber())
			.param("worker", attempt.worker())
			.query(Boolean.class)
			.single());
	}

	/**
	 * How many attempts of a job ended in one way.
	 * @param id id of the job
	 * @param reason kind of failure
	 * @return number of recorded attempts
	 */
	public int count(UUID id, FailureReason reason) {
		return this.database.inTransaction(() -> this.database
			.sql("SELECT count(*) FROM compute.attempts WHERE job_id = :id AND outcome = :outcome")
			.param("id", id)
			.param("outcome", reason.value())
			.query(Integer.class)
			.single());
	}

	/**
	 * Attempts that a worker has claimed and not settled.
	 * @param worker name of the worker
	 * @return the attempts
	 */
	public List<Unsettled> unsettled(String worker) {
		return this.database.inTransaction(() -> this.database
			.sql("""
					SELECT id, queue, try_count, max_tries, worker, cancel_requested_at IS NOT NULL AS cancel FROM compute.jobs
					WHERE status = 'in-progress' AND worker = :worker""")
			.param("worker", worker)
			.query(AttemptRows::unsettled)
			.list());
	}

	/**
	 * Attempts whose worker is lost.
	 * @param queues queues to look at
	 * @param limit how many at most
	 * @return the attempts
	 */
	public List<Unsettled> orphans(String[] queues, int limit) {
		return this.database.inTransaction(() -> this.database
			.sql("""
					SELECT id, queue, try_count, max_tries, worker, cancel_requested_at IS NOT NULL AS cancel FROM compute.jobs
					WHERE status = 'in-progress' AND queue = ANY (:queues::text[])
					  AND NOT EXISTS (SELECT FROM compute.workers
					    WHERE workers.worker = jobs.worker AND lost_at IS NULL)
					LIMIT :limit""")
			.param("queues", queues)
			.param("limit", limit)
			.query(AttemptRows::unsettled)
			.list());
	}

	private static Unsettled unsettled(ResultSet row, int number) throws SQLException {
		return new Unsettled(
				new AttemptKey(row.getObject("id", UUID.class), row.getInt("try_count"), row.getString("worker")),
				row.getString("queue"), row.getInt("max_tries"), row.getBoolean("cancel"));
	}

	/**
	 * Records how far queues were delivered.
	 * @param queue name of the queue
	 * @param publishedUntil publish time of the newest message whose job was claimed
	 */
	public void delivered(String queue, OffsetDateTime publishedUntil) {
		this.database.inTransaction(() -> this.database.sql("""
				INSERT INTO compute.deliveries AS deliveries (queue, published_until)
				VALUES (:queue, least(:publishedUntil, now()))
				ON CONFLICT (queue) DO UPDATE SET
				  published_until = greatest(deliveries.published_until, excluded.published_until)""")
			.param("queue", queue)
			.param("publishedUntil", publishedUntil)
			.update());
	}

	/**
	 * An attempt in progress.
	 *
	 * @param attempt the attempt
	 * @param queue name of the job's queue
	 * @param maxTries tries that the job may have
	 * @param cancelRequested whether somebody wants it cancelled
	 */
	public record Unsettled(AttemptKey attempt, String queue, int maxTries, boolean cancelRequested) {

	}

}
