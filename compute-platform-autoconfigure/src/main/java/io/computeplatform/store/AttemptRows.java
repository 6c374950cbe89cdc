package io.computeplatform.store;

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

import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/**
 * How attempts end: settled or released, by guarded statements that can be repeated when
 * their outcome is unknown. Internal, thread-safe.
 */
public final class AttemptRows {

	private static final String ATTEMPTS = """
			unnest(:ids::uuid[], :tryNumbers::integer[], :workers::text[])
			  WITH ORDINALITY AS attempt (job_id, try_number, by_worker, place)""";

	/** The attempt is still this worker's. */
	private static final String OWN = """
			%s AND jobs.try_count = attempt.try_number AND jobs.worker = by_worker""".formatted(Rows.IS_IN_PROGRESS);

	private static final String RELEASABLE = "(releases < :maxReleases OR cancel_requested_at IS NOT NULL)";

	private final Database database;

	AttemptRows(Database database) {
		this.database = database;
	}

	/**
	 * Records success.
	 * @param attempts the attempts
	 * @return of each how long it took, if it was this attempt's to record
	 */
	public List<Recorded<Duration>> complete(List<AttemptKey> attempts) {
		Group<AttemptKey> group = new Group<>(attempts, AttemptKey::id);
		StatementSpec statement = keys(group, (attempt) -> attempt, """
				WITH own AS (
				  SELECT id AS own_id, place FROM %s JOIN compute.jobs AS jobs ON id = job_id
				  WHERE %s AND %s
				  ORDER BY id
				  FOR NO KEY UPDATE OF jobs SKIP LOCKED
				)
				UPDATE compute.jobs SET status = 'complete', finished_at = now()
				FROM own
				WHERE id = own_id
				RETURNING place, started_at, finished_at""".formatted(ATTEMPTS, OWN, Group.FEW));
		return withOthers(group, this.database.alone(() -> group.answers(statement, AttemptRows::duration)),
				AttemptRows::duration, () -> keys(group, (attempt) -> attempt, """
						SELECT place, started_at, finished_at, status = 'in-progress' AS locked
						FROM %s JOIN compute.jobs AS jobs ON id = job_id
						WHERE status IN ('in-progress', 'complete', 'expired')
						  AND try_count = try_number AND jobs.worker = by_worker AND %s""".formatted(ATTEMPTS,
						Group.FEW)));
	}

	private static Duration duration(AttemptKey attempt, ResultSet row) throws SQLException {
		return Rows.between(row, "started_at", "finished_at");
	}

	/**
	 * Adds what became of those that were not recorded now: recorded before, locked, or
	 * late.
	 */
	private <Q, R> List<Recorded<R>> withOthers(Group<Q> group, List<Optional<R>> now, Group.Answer<Q, R> before,
			Supplier<StatementSpec> statement) {
		List<Optional<Recorded<R>>> others = now.stream().allMatch(Optional::isPresent) ? List.of()
				: this.database.alone(() -> group.answers(statement.get(), (question, row) -> row.getBoolean("locked")
						? new Recorded.Locked<R>() : new Recorded.Done<>(before.read(question, row), true)));
		return IntStream.range(0, now.size())
			.<Recorded<R>>mapToObj((index) -> now.get(index)
				.<Recorded<R>>map((value) -> new Recorded.Done<>(value, false))
				.or(() -> others.get(index))
				.orElseGet(Recorded.Late::new))
			.toList();
	}

	private <Q> StatementSpec keys(Group<Q> group, Function<Q, AttemptKey> key, String statement) {
		return this.database.sql(statement)
			.param("ids", group.strings((question) -> key.apply(question).id()))
			.param("tryNumbers", group.values((question) -> key.apply(question).tryNumber(), Integer[]::new))
			.param("workers", group.strings((question) -> key.apply(question).worker()));
	}

	/**
	 * Records failed attempts and what becomes of their jobs, in one statement. A job
	 * that was asked to cancel ends as that.
	 * @param attempts the attempts
	 * @param grace time for the publish that follows, before the relay sends the message
	 * @param repeated whether the answer to the same call was lost before, so that they
	 * may have been recorded by it
	 * @return of each what was recorded, if it was this attempt's to record
	 */
	public List<Recorded<Settled>> fail(List<DecidedFailure> attempts, Duration grace, boolean repeated) {
		Group<DecidedFailure> group = new Group<>(attempts, (failed) -> failed.attempt().id());
		StatementSpec statement = keys(group, DecidedFailure::attempt,
				"""
						WITH own AS (
						  SELECT id AS own_id, place,
						    CASE WHEN cancel_requested_at IS NULL THEN becomes ELSE 'cancelled' END AS becomes,
						    delay, outcome, exception_class, message, stack_trace, classes, fingerprint, title, by_worker
						  FROM unnest(:ids::uuid[], :tryNumbers::integer[], :workers::text[], :statuses::text[],
						      :delays::interval[], :outcomes::text[], :exceptionClasses::text[], :messages::text[],
						      :stackTraces::text[], :classes::text[], :fingerprints::uuid[], :titles::text[])
						    WITH ORDINALITY AS attempt (job_id, try_number, by_worker, becomes, delay, outcome,
						      exception_class, message, stack_trace, classes, fingerprint, title, place)
						  JOIN compute.jobs AS jobs ON id = job_id
						  WHERE %s AND %s
						  ORDER BY id
						  FOR NO KEY UPDATE OF jobs SKIP LOCKED
						), settled AS (
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
						  RETURNING jobs.*, place, by_worker, stack_trace
						), recorded AS (
						  INSERT INTO compute.attempts
						    (job_id, try_number, started_at, worker, outcome, exception_class, message, stack_trace)
						  SELECT id, try_count, started_at, by_worker, failure_reason, failure_class, failure_message,
						    stack_trace
						  FROM settled
						)
						SELECT place, %s, jobs.max_tries, jobs.started_at FROM settled AS jobs"""
					.formatted(OWN, Group.FEW, Rows.IS_LARGE, Rows.OWED_MESSAGE))
			.param("grace", Intervals.of(grace))
			.param("separator", Rows.SEPARATOR)
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
		return withOthers(group, this.database.alone(() -> group.answers(statement, AttemptRows::settled)),
				AttemptRows::settled, () -> notFailed(group, repeated));
	}

	private StatementSpec notFailed(Group<DecidedFailure> group, boolean repeated) {
		// Since it was recorded the job may have moved on. What it became then is what
		// was decided, unless it still shows that it was cancelled.
		return keys(group, DecidedFailure::attempt,
				"""
						SELECT attempt.place, recorded.job_id IS NULL AS locked, jobs.id, jobs.queue, jobs.type,
						  CASE WHEN jobs.status = 'cancelled' THEN jobs.status ELSE becomes END AS status,
						  recorded.try_number AS try_count, now() AS published_at, NULL AS payload,
						  recorded.outcome AS failure_reason, recorded.exception_class AS failure_class,
						  recorded.message AS failure_message, recorded.ended_at AS failed_at, jobs.max_tries,
						  recorded.started_at
						FROM %s JOIN compute.jobs AS jobs ON id = job_id
						JOIN unnest(:statuses::text[], :outcomes::text[]) WITH ORDINALITY AS failure (becomes, outcome, place)
						  ON failure.place = attempt.place
						LEFT JOIN compute.attempts AS recorded ON recorded.job_id = id AND recorded.try_number = attempt.try_number
						  AND recorded.worker = by_worker AND recorded.outcome = failure.outcome AND :repeated
						WHERE (recorded.job_id IS NOT NULL OR %s) AND attempt.%s"""
					.formatted(ATTEMPTS, OWN, Group.FEW))
			.param("statuses", group.strings((failed) -> failed.status().value()))
			.param("outcomes", group.strings((failed) -> failed.failure().reason().value()))
			.param("repeated", repeated);
	}

	private static Settled settled(DecidedFailure failed, ResultSet row) throws SQLException {
		return new Settled(Rows.owedMessage(row, 0), row.getInt("max_tries"), Objects.requireNonNull(Rows.failure(row)),
				Rows.between(row, "started_at", "failed_at"), failed.delay());
	}

	/**
	 * Gives an attempt back, uncounted, because its worker stops.
	 * @param attempt the attempt
	 * @param grace time for the broker to redeliver, before the relay sends the message
	 * @param maxReleases how often a job may be given back
	 * @return status of the job now, if it was this attempt's to give back; in progress
	 * if its job was given back too often
	 */
	public Recorded<JobStatus> release(AttemptKey attempt, Duration grace, int maxReleases) {
		Group<AttemptKey> group = new Group<>(List.of(attempt), AttemptKey::id);
		StatementSpec statement = keys(group, (key) -> key, """
				WITH own AS (
				  SELECT id AS own_id, place FROM %s JOIN compute.jobs AS jobs ON id = job_id
				  WHERE %s AND %s
				  FOR NO KEY UPDATE OF jobs SKIP LOCKED
				)
				UPDATE compute.jobs SET
				  status = CASE WHEN cancel_requested_at IS NULL THEN 'queued' ELSE 'cancelled' END,
				  finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN now() END,
				  message_due_at = CASE WHEN cancel_requested_at IS NULL THEN now() + :grace::interval END,
				  try_count = try_count - 1, releases = releases + 1, worker = NULL, started_at = NULL
				FROM own
				WHERE id = own_id
				RETURNING place, status""".formatted(ATTEMPTS, OWN, RELEASABLE)).param("maxReleases", maxReleases)
			.param("grace", Intervals.of(grace));
		return withOthers(group, this.database.alone(() -> group.answers(statement, AttemptRows::status)),
				AttemptRows::status, () -> keys(group, (key) -> key, """
						SELECT place, status, %s AS locked
						FROM %s JOIN compute.jobs AS jobs ON id = job_id
						WHERE %s""".formatted(RELEASABLE, ATTEMPTS, OWN)).param("maxReleases", maxReleases))
			.get(0);
	}

	private static JobStatus status(AttemptKey attempt, ResultSet row) throws SQLException {
		return JobStatus.of(row.getString("status"));
	}

	/**
	 * How many attempts of a job ended in one way.
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
	 * Attempts that a worker has claimed and not settled.
	 * @param worker name of the worker
	 * @return the attempts
	 */
	public List<Unsettled> unsettled(String worker) {
		return this.database.inTransaction(() -> this.database
			.sql("""
					SELECT id, queue, try_count, max_tries, tries_before, worker, cancel_requested_at IS NOT NULL AS cancel FROM compute.jobs
					WHERE status = 'in-progress' AND worker = :worker""")
			.param("worker", worker)
			.query(AttemptRows::unsettled)
			.list());
	}

	/**
	 * Attempts whose worker is lost, in the order of their ids.
	 * @param queues queues to look at
	 * @param after id of the last one that was returned before
	 * @param limit how many at most
	 * @return the attempts
	 */
	public List<Unsettled> orphans(String[] queues, UUID after, int limit) {
		return this.database.inTransaction(() -> this.database
			.sql("""
					WITH orphans AS MATERIALIZED (
					  SELECT id, queue, try_count, max_tries, tries_before, worker, cancel_requested_at IS NOT NULL AS cancel
					  FROM compute.jobs
					  WHERE status = 'in-progress' AND queue = ANY (:queues::text[]) AND id > :after
					    AND NOT EXISTS (SELECT FROM compute.workers
					      WHERE workers.worker = jobs.worker AND lost_at IS NULL)
					)
					SELECT * FROM orphans ORDER BY id LIMIT :limit""")
			.param("queues", queues)
			.param("after", after)
			.param("limit", limit)
			.query(AttemptRows::unsettled)
			.list());
	}

	private static Unsettled unsettled(ResultSet row, int number) throws SQLException {
		return new Unsettled(
				new AttemptKey(row.getObject("id", UUID.class), row.getInt("try_count"), row.getString("worker")),
				row.getString("queue"), row.getInt("max_tries"), row.getInt("tries_before"), row.getBoolean("cancel"));
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
	 * @param triesBefore tries that it had when it was submitted again under its id
	 * @param cancelRequested whether somebody wants it cancelled
	 */
	public record Unsettled(AttemptKey attempt, String queue, int maxTries, int triesBefore, boolean cancelRequested) {

	}

}
