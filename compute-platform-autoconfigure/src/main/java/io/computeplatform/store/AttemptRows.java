package io.computeplatform.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

import io.computeplatform.FailureReason;
import io.computeplatform.JobStatus;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * How attempts end: settled or released, by guarded statements that can be repeated when
 * their outcome is unknown. Internal, thread-safe.
 */
public final class AttemptRows {

	private final Database database;

	AttemptRows(Database database) {
		this.database = database;
	}

	/**
	 * Records success.
	 * @param attempts the attempts
	 * @return of each how long it took, or empty if it was not this attempt's to record
	 */
	public List<Optional<Duration>> complete(List<AttemptKey> attempts) {
		Group<AttemptKey> group = new Group<>(attempts, AttemptKey::id);
		List<Optional<Duration>> completed = durations(group, """
				UPDATE compute.jobs SET status = 'complete', finished_at = now()
				FROM %s
				WHERE id = job_id AND status = 'in-progress' AND try_count = try_number AND worker = by_worker
				  AND %s
				RETURNING place, started_at, finished_at""");
		if (completed.stream().allMatch(Optional::isPresent)) {
			return completed;
		}
		// Recorded by this worker before, and the answer was lost.
		List<Optional<Duration>> before = durations(group, """
				SELECT place, started_at, finished_at
				FROM %s JOIN compute.jobs ON id = job_id
				WHERE status IN ('complete', 'expired') AND try_count = try_number AND worker = by_worker
				  AND %s""");
		return IntStream.range(0, attempts.size())
			.mapToObj((index) -> completed.get(index).or(() -> before.get(index)))
			.toList();
	}

	private List<Optional<Duration>> durations(Group<AttemptKey> attempts, String statement) {
		StatementSpec bound = this.database.sql(statement.formatted("""
				unnest(:ids::uuid[], :tryNumbers::integer[], :workers::text[])
				  WITH ORDINALITY AS attempt (job_id, try_number, by_worker, place)""", Group.FEW))
			.param("ids", attempts.strings(AttemptKey::id))
			.param("tryNumbers", attempts.values(AttemptKey::tryNumber, Integer[]::new))
			.param("workers", attempts.strings(AttemptKey::worker));
		return this.database
			.alone(() -> attempts.answers(bound, (attempt, row) -> Rows.between(row, "started_at", "finished_at")));
	}

	/**
	 * Records failed attempts and what becomes of their jobs, in one statement. A job
	 * that was asked to cancel is not queued again.
	 * @param attempts the attempts
	 * @param grace time for the publish that follows, before the relay sends the message
	 * @return of each what was recorded, or empty if it was settled before
	 */
	public List<Optional<Settled>> fail(List<DecidedFailure> attempts, Duration grace) {
		Group<DecidedFailure> group = new Group<>(attempts, (failed) -> failed.attempt().id());
		StatementSpec statement = this.database
			.sql("""
					WITH settled AS (
					  UPDATE compute.jobs AS jobs SET
					    status = CASE
					      WHEN becomes = 'queued' AND cancel_requested_at IS NOT NULL THEN 'cancelled' ELSE becomes
					    END,
					    finished_at = CASE WHEN becomes <> 'queued' OR cancel_requested_at IS NOT NULL THEN now() END,
					    due_at = CASE
					      WHEN becomes = 'queued' AND cancel_requested_at IS NULL THEN now() + delay ELSE due_at
					    END,
					    message_due_at = CASE
					      WHEN becomes = 'failed' THEN now() + :grace::interval
					      WHEN becomes = 'queued' AND cancel_requested_at IS NULL
					        THEN now() + CASE WHEN delay > interval '0' THEN delay ELSE :grace::interval END
					    END,
					    worker = CASE WHEN outcome = 'worker-lost' THEN NULL ELSE worker END,
					    failure_reason = outcome, failure_class = exception_class, failure_message = message,
					    failure_classes = string_to_array(classes, :separator),
					    failure_fingerprint = fingerprint, failure_title = title,
					    failed_at = now(), dead_letter_popped_at = NULL
					  FROM unnest(:ids::uuid[], :tryNumbers::integer[], :workers::text[], :statuses::text[],
					      :delays::interval[], :outcomes::text[], :exceptionClasses::text[], :messages::text[],
					      :stackTraces::text[], :classes::text[], :fingerprints::uuid[], :titles::text[])
					    WITH ORDINALITY AS attempt (job_id, try_number, by_worker, becomes, delay, outcome, exception_class,
					      message, stack_trace, classes, fingerprint, title, place)
					  WHERE id = job_id AND status = 'in-progress' AND try_count = try_number AND worker = by_worker AND %s
					  RETURNING jobs.*, place, by_worker, stack_trace
					), recorded AS (
					  INSERT INTO compute.attempts
					    (job_id, try_number, started_at, worker, outcome, exception_class, message, stack_trace)
					  SELECT id, try_count, started_at, by_worker, failure_reason, failure_class, failure_message, stack_trace
					  FROM settled
					)
					SELECT place, %s, jobs.max_tries, jobs.started_at FROM settled AS jobs"""
				.formatted(Group.FEW, Rows.OWED_MESSAGE))
			.param("grace", Intervals.of(grace))
			.param("separator", Rows.SEPARATOR)
			.param("ids", group.strings((failed) -> failed.attempt().id()))
			.param("tryNumbers", group.values((failed) -> failed.attempt().tryNumber(), Integer[]::new))
			.param("workers", group.strings((failed) -> failed.attempt().worker()))
			.param("statuses", group.strings((failed) -> failed.status().value()))
			.param("delays", group.strings((failed) -> Intervals.of(failed.delay())))
			.param("outcomes", group.strings((failed) -> failed.failure().reason().value()))
			.param("exceptionClasses", group.values((failed) -> failed.failure().exceptionClass(), String[]::new))
			.param("messages", group.values((failed) -> failed.failure().message(), String[]::new))
			.param("stackTraces", group.values((failed) -> failed.failure().stackTrace(), String[]::new))
			.param("classes", group.strings((failed) -> String.join(Rows.SEPARATOR, failed.failure().classes())))
			.param("fingerprints",
					group.values((failed) -> (failed.failure().group() != null)
							? failed.failure().group().fingerprint().toString() : null, String[]::new))
			.param("titles",
					group.values(
							(failed) -> (failed.failure().group() != null) ? failed.failure().group().title() : null,
							String[]::new));
		return this.database.alone(() -> group.answers(statement,
				(failed, row) -> new Settled(Rows.owedMessage(row, 0), row.getInt("max_tries"),
						Objects.requireNonNull(Rows.failure(row)), Rows.between(row, "started_at", "failed_at"),
						failed.delay())));
	}

	/**
	 * Gives an attempt back, uncounted, because its worker stops.
	 * @param attempt the attempt
	 * @param grace time for the broker to redeliver, before the relay sends the message
	 * @param maxReleases how often a job may be given back
	 * @return status of the job now, or empty if the attempt was settled before, or its
	 * job was given back too often
	 */
	public Optional<JobStatus> release(AttemptKey attempt, Duration grace, int maxReleases) {
		return this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.jobs SET
				  status = CASE WHEN cancel_requested_at IS NULL THEN 'queued' ELSE 'cancelled' END,
				  finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN now() END,
				  message_due_at = CASE WHEN cancel_requested_at IS NULL THEN now() + :grace::interval END,
				  try_count = try_count - 1, releases = releases + 1, worker = NULL, started_at = NULL
				WHERE id = :id AND status = 'in-progress' AND try_count = :tryNumber AND worker = :worker
				  AND (releases < :maxReleases OR cancel_requested_at IS NOT NULL)
				RETURNING status""")
			.param("maxReleases", maxReleases)
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
