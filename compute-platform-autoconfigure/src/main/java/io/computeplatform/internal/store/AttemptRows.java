package io.computeplatform.internal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import io.computeplatform.FailureReason;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * Ends attempts: complete, fail and release, by guarded statements that can be repeated
 * when their outcome is unknown. Internal, thread-safe.
 */
public final class AttemptRows {

	private static final BatchColumns<AttemptKey> KEYS = keys((attempt) -> attempt);

	private static final BatchColumns<Success> SUCCESSES = keys(Success::attempt)
		.with("reported_result", "json", Success::result)
		.with("reported_hidden", "json", Success::resultHidden);

	private static final BatchColumns<DecidedFailure> OUTCOMES = keys(DecidedFailure::attempt)
		.with("decided", "text", (failed) -> failed.status().value())
		.with("outcome", "text", (failed) -> failed.failure().reason().value());

	private static final BatchColumns<DecidedFailure> FAILURES = OUTCOMES
		.with("delay", "interval", (failed) -> Intervals.of(failed.delay()))
		.with("exception_class", "text", (failed) -> failed.failure().exceptionClass())
		.with("message", "text", (failed) -> failed.failure().message())
		.with("stack_trace", "text", (failed) -> failed.failure().stackTrace())
		.with("classes", "text", (failed) -> String.join(Rows.SEPARATOR, failed.failure().classes()))
		.with("fingerprint", "uuid", (failed) -> of(failed.failure().group(), FailureGroup::fingerprint))
		.with("title", "text", (failed) -> of(failed.failure().group(), FailureGroup::title));

	/**
	 * Guard: the attempt still belongs to this worker.
	 */
	static final String OWN = """
			%s AND jobs.try_count = attempt.try_number AND jobs.worker = by_worker""".formatted(Rows.IS_IN_PROGRESS);

	private static final String RELEASABLE = "(releases < :maxReleases OR cancel_requested_at IS NOT NULL)";

	private static final BatchStatement<Success> COMPLETE = new BatchStatement<>(SUCCESSES, (attempts) -> """
			WITH own AS (
			  SELECT id AS own_id, ordinal, reported_result, reported_hidden
			  FROM %s JOIN compute.jobs AS jobs ON id = job_id
			  WHERE %s AND %s
			  ORDER BY id
			  FOR NO KEY UPDATE OF jobs SKIP LOCKED
			)
			UPDATE compute.jobs SET
			  status = 'complete', finished_at = now(),
			  result_json = reported_result, result_hidden = reported_hidden
			FROM own
			WHERE id = own_id
			RETURNING ordinal, started_at, finished_at""".formatted(attempts, OWN, BatchParameters.ROW_ESTIMATE_HINT));

	private static final BatchStatement<Success> COMPLETED = new BatchStatement<>(SUCCESSES, (attempts) -> """
			SELECT ordinal, started_at, finished_at, status = 'in-progress' AS locked
			FROM %s JOIN compute.jobs AS jobs ON id = job_id
			WHERE status IN ('in-progress', 'complete', 'expired')
			  AND try_count = try_number AND jobs.worker = by_worker AND %s""".formatted(attempts,
			BatchParameters.ROW_ESTIMATE_HINT));

	private static final BatchStatement<DecidedFailure> FAIL = new BatchStatement<>(FAILURES, (attempts) -> """
			WITH own AS (
			  SELECT id AS own_id, attempt.*,
			    CASE WHEN cancel_requested_at IS NULL THEN decided ELSE 'cancelled' END AS becomes
			  FROM %s
			  JOIN compute.jobs AS jobs ON id = job_id
			  WHERE %s AND %s
			  ORDER BY id
			  FOR NO KEY UPDATE OF jobs SKIP LOCKED
			), failed AS (
			  UPDATE compute.jobs AS jobs SET
			    status = becomes,
			    finished_at = CASE WHEN becomes <> 'queued' THEN now() END,
			    due_at = CASE WHEN becomes = 'queued' THEN now() + delay ELSE due_at END,
			    message_due_at = CASE
			      WHEN becomes = 'failed' THEN now() + CASE WHEN %s THEN interval '0' ELSE :grace::interval END
			      WHEN becomes = 'queued'
			        THEN now() + CASE WHEN delay > interval '0' THEN delay ELSE :grace::interval END
			    END,
			    worker = CASE WHEN outcome = 'worker-lost' THEN NULL ELSE worker END,
			    failure_reason = outcome, failure_class = exception_class, failure_message = message,
			    failure_classes = string_to_array(classes, :separator),
			    failure_fingerprint = fingerprint, failure_title = title,
			    failed_at = now(), dead_letter_popped_at = NULL
			  FROM own
			  WHERE id = own_id
			  RETURNING jobs.*, ordinal, by_worker, stack_trace
			), recorded AS (
			  INSERT INTO compute.attempts
			    (job_id, try_number, started_at, worker, outcome, exception_class, message, stack_trace, version)
			  SELECT id, try_count, started_at, by_worker, failure_reason, failure_class, failure_message, stack_trace,
			    (SELECT version FROM compute.workers WHERE workers.worker = by_worker)
			  FROM failed
			)
			SELECT ordinal, %s, jobs.max_tries, jobs.started_at FROM failed AS jobs""".formatted(attempts, OWN,
			BatchParameters.ROW_ESTIMATE_HINT, Rows.IS_LARGE, Rows.OUTBOX_MESSAGE));

	private static final BatchStatement<DecidedFailure> FAILED = new BatchStatement<>(OUTCOMES, (attempts) -> """
			SELECT attempt.ordinal, recorded.job_id IS NULL AS locked, jobs.id, jobs.queue, jobs.type,
			  CASE WHEN jobs.status = 'cancelled' THEN jobs.status ELSE decided END AS status,
			  recorded.try_number AS try_count, now() AS published_at, NULL AS payload,
			  recorded.outcome AS failure_reason, recorded.exception_class AS failure_class,
			  recorded.message AS failure_message, recorded.ended_at AS failed_at, jobs.max_tries,
			  recorded.started_at
			FROM %s JOIN compute.jobs AS jobs ON id = job_id
			LEFT JOIN compute.attempts AS recorded ON recorded.job_id = id AND recorded.try_number = attempt.try_number
			  AND recorded.worker = by_worker AND recorded.outcome = attempt.outcome AND :repeated
			WHERE (recorded.job_id IS NOT NULL OR %s) AND %s""".formatted(attempts, OWN,
			BatchParameters.ROW_ESTIMATE_HINT));

	private static final BatchStatement<AttemptKey> RELEASE = new BatchStatement<>(KEYS, (attempts) -> """
			WITH own AS (
			  SELECT id AS own_id, ordinal FROM %s JOIN compute.jobs AS jobs ON id = job_id
			  WHERE %s AND %s
			  FOR NO KEY UPDATE OF jobs SKIP LOCKED
			)
			UPDATE compute.jobs SET
			  status = CASE WHEN cancel_requested_at IS NULL THEN 'queued' ELSE 'cancelled' END,
			  finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN now() END,
			  message_due_at = CASE WHEN cancel_requested_at IS NULL THEN now() + :grace::interval END,
			  try_count = try_count - 1, releases = releases + :counted, worker = NULL, started_at = NULL
			FROM own
			WHERE id = own_id
			RETURNING ordinal, status""".formatted(attempts, OWN, RELEASABLE));

	private static final BatchStatement<AttemptKey> RELEASED = new BatchStatement<>(KEYS, (attempts) -> """
			SELECT ordinal, status, %s AS locked
			FROM %s JOIN compute.jobs AS jobs ON id = job_id
			WHERE %s""".formatted(RELEASABLE, attempts, OWN));

	private final Database database;

	AttemptRows(Database database) {
		this.database = database;
	}

	private static <Q> BatchColumns<Q> keys(Function<Q, AttemptKey> key) {
		return BatchColumns.<Q>as("attempt")
			.with("job_id", "uuid", (request) -> key.apply(request).id())
			.with("try_number", "integer", (request) -> key.apply(request).tryNumber())
			.with("by_worker", "text", (request) -> key.apply(request).worker());
	}

	private static @Nullable Object of(@Nullable FailureGroup group, Function<FailureGroup, Object> value) {
		return (group != null) ? value.apply(group) : null;
	}

	/**
	 * Records successes, with their results.
	 * @param attempts the attempts
	 * @return duration of each attempt, if its outcome was not recorded before
	 */
	public List<Recorded<Duration>> complete(List<Success> attempts) {
		BatchParameters<Success> group = new BatchParameters<>(attempts, (success) -> success.attempt().id());
		return withOthers(group, COMPLETE.with(this.database, group), AttemptRows::duration,
				() -> COMPLETED.with(this.database, group));
	}

	private static Duration duration(Success success, ResultSet row) throws SQLException {
		return Rows.between(row, "started_at", "finished_at");
	}

	/**
	 * Adds results for attempts that were not recorded now: recorded before, locked, or
	 * late.
	 */
	private <Q, R> List<Recorded<R>> withOthers(BatchParameters<Q> group, StatementSpec statement,
			BatchParameters.ResultReader<Q, R> reader, Supplier<StatementSpec> others) {
		List<Optional<R>> now = this.database.singleStatement(() -> group.results(statement, reader));
		List<Optional<Recorded<R>>> notNow = now.stream().allMatch(Optional::isPresent) ? List.of()
				: this.database
					.singleStatement(() -> group.results(others.get(), (request, row) -> row.getBoolean("locked")
							? new Recorded.Locked<R>() : new Recorded.Done<>(reader.read(request, row), true)));
		return IntStream.range(0, now.size())
			.<Recorded<R>>mapToObj((index) -> now.get(index)
				.<Recorded<R>>map((value) -> new Recorded.Done<>(value, false))
				.or(() -> notNow.get(index))
				.orElseGet(Recorded.Late::new))
			.toList();
	}

	/**
	 * Records failed attempts and the next state of their jobs, in one statement. A job
	 * with a requested cancel becomes cancelled.
	 * @param attempts the attempts
	 * @param grace time for the publish that follows, before the relay publishes the
	 * message
	 * @param repeated whether the response of the same call was lost before, so that they
	 * may be recorded already
	 * @return for each what was recorded, if its outcome was not recorded before
	 */
	public List<Recorded<RecordedFailure>> fail(List<DecidedFailure> attempts, Duration grace, boolean repeated) {
		BatchParameters<DecidedFailure> group = new BatchParameters<>(attempts, (failed) -> failed.attempt().id());
		StatementSpec statement = FAIL.with(this.database, group)
			.param("grace", Intervals.of(grace))
			.param("separator", Rows.SEPARATOR);
		// If it was recorded before, the job may have moved on since. The recorded
		// decision is returned, unless the row still shows that the job was cancelled.
		return withOthers(group, statement, AttemptRows::recorded,
				() -> FAILED.with(this.database, group).param("repeated", repeated));
	}

	private static RecordedFailure recorded(DecidedFailure failed, ResultSet row) throws SQLException {
		return new RecordedFailure(Rows.outboxMessage(row, 0), row.getInt("max_tries"),
				Objects.requireNonNull(Rows.failure(row)), Rows.between(row, "started_at", "failed_at"),
				failed.delay());
	}

	/**
	 * Releases an attempt, uncounted, because its worker stops.
	 * @param attempt the attempt
	 * @param grace time for the broker to redeliver, before the relay publishes the
	 * message
	 * @param maxReleases how often a job may be released
	 * @return new status of the job, if the attempt was still this worker's; in progress
	 * if its job was released too often
	 */
	public Recorded<JobStatus> release(AttemptKey attempt, Duration grace, int maxReleases) {
		return release(attempt, grace, maxReleases, 1);
	}

	/**
	 * Releases an attempt that has not started. This counts neither as an attempt nor as
	 * a release.
	 * @param attempt the attempt
	 * @param grace time for the broker to redeliver, before the relay publishes the
	 * message
	 * @return new status of the job, if the attempt was still this worker's
	 */
	public Recorded<JobStatus> giveBack(AttemptKey attempt, Duration grace) {
		return release(attempt, grace, Integer.MAX_VALUE, 0);
	}

	private Recorded<JobStatus> release(AttemptKey attempt, Duration grace, int maxReleases, int counted) {
		BatchParameters<AttemptKey> group = new BatchParameters<>(List.of(attempt), AttemptKey::id);
		StatementSpec statement = RELEASE.with(this.database, group)
			.param("maxReleases", maxReleases)
			.param("counted", counted)
			.param("grace", Intervals.of(grace));
		return withOthers(group, statement, AttemptRows::status,
				() -> RELEASED.with(this.database, group).param("maxReleases", maxReleases))
			.get(0);
	}

	private static JobStatus status(AttemptKey attempt, ResultSet row) throws SQLException {
		return JobStatus.of(row.getString("status"));
	}

	/**
	 * Counts the attempts of a job that ended with one reason.
	 * @param id id of the job
	 * @param triesBefore number of the last try that does not count
	 * @param reason kind of failure
	 * @return number of recorded attempts
	 */
	public int count(UUID id, int triesBefore, FailureReason reason) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT count(*) FROM compute.attempts
				WHERE job_id = :id AND try_number > :triesBefore AND outcome = :outcome""")
			.param("id", id)
			.param("triesBefore", triesBefore)
			.param("outcome", reason.value())
			.query(Integer.class)
			.single());
	}

	/**
	 * Attempts that a worker has claimed and not ended.
	 * @param worker name of the worker
	 * @return the attempts
	 */
	public List<UnfinishedAttempt> unfinished(String worker) {
		return this.database.inTransaction(() -> this.database
			.sql("""
					SELECT id, queue, try_count, max_tries, tries_before, worker, cancel_requested_at IS NOT NULL AS cancel FROM compute.jobs
					WHERE status = 'in-progress' AND worker = :worker""")
			.param("worker", worker)
			.query(AttemptRows::unfinished)
			.list());
	}

	/**
	 * Attempts whose worker is lost or has no lease, in the order of their ids.
	 * @param queues names of the queues
	 * @param lostWithin restricts them to workers that were declared lost within this
	 * time, or {@code null} for all. Looking at all costs more under an open snapshot, as
	 * much as all attempts since then
	 * @param after id of the last one that was returned before
	 * @param limit maximum number
	 * @return the attempts
	 */
	public List<UnfinishedAttempt> orphans(String[] queues, @Nullable Duration lostWithin, UUID after, int limit) {
		String orphans = (lostWithin != null) ? """
				jobs.worker = ANY (ARRAY(
				  SELECT worker FROM compute.workers WHERE lost_at > now() - :lostWithin::interval))""" : """
				NOT EXISTS (SELECT FROM compute.workers WHERE workers.worker = jobs.worker AND lost_at IS NULL)""";
		return this.database.inTransaction(() -> this.database
			.sql("""
					WITH orphans AS MATERIALIZED (
					  SELECT id, queue, try_count, max_tries, tries_before, worker, cancel_requested_at IS NOT NULL AS cancel
					  FROM compute.jobs
					  WHERE status = 'in-progress' AND queue = ANY (:queues::text[]) AND id > :after AND %s
					)
					SELECT * FROM orphans ORDER BY id LIMIT :limit"""
				.formatted(orphans))
			.param("lostWithin", (lostWithin != null) ? Intervals.of(lostWithin) : null)
			.param("queues", queues)
			.param("after", after)
			.param("limit", limit)
			.query(AttemptRows::unfinished)
			.list());
	}

	private static UnfinishedAttempt unfinished(ResultSet row, int number) throws SQLException {
		return new UnfinishedAttempt(
				new AttemptKey(row.getObject("id", UUID.class), row.getInt("try_count"), row.getString("worker")),
				row.getString("queue"), row.getInt("max_tries"), row.getInt("tries_before"), row.getBoolean("cancel"));
	}

	/**
	 * Records up to which publish time the messages of a queue were delivered.
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
	 * An attempt that succeeded.
	 *
	 * @param attempt the attempt
	 * @param result JSON of the result that its executor reported, if any
	 * @param resultHidden JSON of what its type marks as sensitive, if anything
	 */
	public record Success(AttemptKey attempt, @Nullable String result, @Nullable String resultHidden) {

		/**
		 * Size of the result.
		 * @return number of characters
		 */
		public long size() {
			return (this.result != null) ? this.result.length() : 0;
		}

	}

	/**
	 * An attempt in progress.
	 *
	 * @param attempt the attempt
	 * @param queue name of the job's queue
	 * @param maxTries tries that the job may have
	 * @param triesBefore try count when it was submitted again under its id
	 * @param cancelRequested whether its cancel was requested
	 */
	public record UnfinishedAttempt(AttemptKey attempt, String queue, int maxTries, int triesBefore,
			boolean cancelRequested) {

	}

}
