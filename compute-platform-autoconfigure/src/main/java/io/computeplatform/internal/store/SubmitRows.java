package io.computeplatform.internal.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * Inserts jobs of one or of many calls by one statement. Internal, thread-safe.
 */
public final class SubmitRows {

	private final Database database;

	private final Duration grace;

	private final GroupCommit<NewJobs, List<Submitted>> group = new GroupCommit<>((calls) -> insertEach(calls, false),
			(call) -> insertEach(List.of(call), true).get(0));

	/**
	 * Creates an instance.
	 * @param database the database
	 * @param grace time for the publish that follows, before the relay publishes the
	 * message
	 */
	SubmitRows(Database database, Duration grace) {
		this.database = database;
		this.grace = grace;
	}

	/**
	 * Inserts jobs with given ids. An existing job stays unchanged, unless it is expired,
	 * or finished and a re-run is requested.
	 * @param jobs the jobs
	 * @param rerun whether finished jobs run again
	 * @return the new and re-run jobs
	 */
	public List<Submitted> insert(NewJobs jobs, boolean rerun) {
		return this.database.singleStatement(() -> this.database
			.sql("""
					INSERT INTO compute.jobs AS jobs
					  (id, queue, type, other_types, payload, status, max_tries, trace, due_at, message_due_at)
					SELECT new.id, :queue, new.type, string_to_array(new.other_types, :separator), new.payload, 'queued', :maxTries, :trace::json, due.at,
					  CASE WHEN due.at > statement_timestamp() THEN due.at ELSE statement_timestamp() + :grace::interval END
					FROM unnest(:ids::uuid[], :types::text[], :otherTypes::text[], :payloads::json[])
					  AS new (id, type, other_types, payload)
					CROSS JOIN (SELECT greatest(statement_timestamp() + :delay::interval, :dueAt::timestamptz) AS at) AS due
					ON CONFLICT (id) DO UPDATE SET
					  queue = excluded.queue, type = excluded.type, other_types = excluded.other_types,
					  payload = excluded.payload, status = 'queued', unserved_since = NULL, unserved_at = NULL,
					  max_tries = jobs.try_count + excluded.max_tries, tries_before = jobs.try_count, trace = excluded.trace, due_at = excluded.due_at,
					  finished_at = NULL, result_json = NULL, result_hidden = NULL, cancel_requested_at = NULL, dead_letter_popped_at = NULL,
					  message_due_at = excluded.message_due_at, message_sends = 0, releases = 0
					WHERE jobs.status = 'expired'
					  OR (:rerun AND jobs.status IN ('complete', 'failed', 'cancelled', 'discarded'))
					RETURNING %s, ceil(extract(epoch FROM jobs.due_at - statement_timestamp()) * 1000)::bigint AS due_in"""
				.formatted(Rows.OUTBOX_MESSAGE))
			.param("grace", Intervals.of(this.grace))
			.param("queue", jobs.queue())
			.param("maxTries", jobs.maxTries())
			.param("delay", Intervals.of(jobs.delay()))
			.param("dueAt", text(jobs.dueAt()))
			.param("trace", jobs.trace())
			.param("ids", strings(jobs.jobs(), (job) -> job.id().toString()))
			.param("types", strings(jobs.jobs(), NewJob::type))
			.param("otherTypes", strings(jobs.jobs(), SubmitRows::otherTypes))
			.param("separator", Rows.SEPARATOR)
			.param("payloads", strings(jobs.jobs(), NewJob::payload))
			.param("rerun", rerun)
			.query((row, number) -> new Submitted(Rows.outboxMessage(row, number), dueIn(row)))
			.list());
	}

	/**
	 * Finds the existing job of an id.
	 * @param id id of the job
	 * @return what was submitted with it, or empty if there is no such job any more
	 */
	public Optional<Existing> existing(UUID id) {
		return this.database.inTransaction(
				() -> this.database.sql("SELECT queue, type, other_types, payload FROM compute.jobs WHERE id = :id")
					.param("id", id)
					.query((row, number) -> new Existing(row.getString("queue"), row.getString("type"),
							Rows.texts(row, "other_types"), row.getString("payload")))
					.optional());
	}

	/**
	 * Inserts jobs whose ids are new. A single job shares a transaction with those of
	 * concurrent threads, unless the caller has a transaction.
	 * @param jobs the jobs
	 * @return the same jobs
	 */
	public List<Submitted> insertNew(NewJobs jobs) {
		// Calls with many jobs would delay the others.
		return (this.database.isBatchable() && jobs.jobs().size() == 1) ? this.group.call(jobs)
				: insertEach(List.of(jobs), false).get(0);
	}

	private List<List<Submitted>> insertEach(List<NewJobs> calls, boolean repeated) {
		return (calls.size() == 1 && calls.get(0).isLoneAndDue() && !repeated) ? List.of(insertLone(calls.get(0)))
				: insertArrays(calls, repeated);
	}

	/**
	 * Inserts one job that is due. A plain statement takes PostgreSQL and the driver less
	 * than arrays with one element.
	 */
	private List<Submitted> insertLone(NewJobs call) {
		NewJob job = call.jobs().get(0);
		return this.database.singleStatement(() -> this.database
			.sql("""
					INSERT INTO compute.jobs
					  (id, queue, type, other_types, payload, status, max_tries, trace, message_due_at)
					VALUES (?, ?, ?, string_to_array(?, ?), ?::json, 'queued', ?, ?::json, statement_timestamp() + ?::interval)
					RETURNING created_at AS published_at, 0 AS due_in""")
			.params(Arrays.asList(job.id(), call.queue(), job.type(), otherTypes(job), Rows.SEPARATOR, job.payload(),
					call.maxTries(), call.trace(), Intervals.of(this.grace)))
			.query((row, number) -> submitted(call, row))
			.single());
	}

	private List<List<Submitted>> insertArrays(List<NewJobs> calls, boolean repeated) {
		List<NewJob> jobs = calls.stream().flatMap((call) -> call.jobs().stream()).toList();
		Integer[] numbers = IntStream.range(0, calls.size())
			.boxed()
			.flatMap((index) -> Collections.nCopies(calls.get(index).jobs().size(), index + 1).stream())
			.toArray(Integer[]::new);
		// One row for each call is enough: the values of a new job are known.
		return this.database.singleStatement(() -> this.database
			.sql("""
					WITH call AS MATERIALIZED (
					  SELECT number, queue, max_tries, trace, greatest(statement_timestamp() + delay, due_at) AS due_at
					  FROM unnest(:queues::text[], :maxTries::integer[], :delays::interval[], :dueAts::timestamptz[],
					    :traces::json[]) WITH ORDINALITY AS call (queue, max_tries, delay, due_at, trace, number)
					), inserted AS (
					  INSERT INTO compute.jobs
					    (id, queue, type, other_types, payload, status, max_tries, trace, due_at, message_due_at)
					  SELECT new.id, call.queue, new.type, string_to_array(new.other_types, :separator), new.payload, 'queued', call.max_tries, call.trace, call.due_at,
					    CASE WHEN call.due_at > statement_timestamp() THEN call.due_at ELSE statement_timestamp() + :grace::interval END
					  FROM unnest(:ids::uuid[], :types::text[], :otherTypes::text[], :payloads::json[], :calls::integer[])
					    AS new (id, type, other_types, payload, call)
					  JOIN call ON call.number = new.call
					  %s
					)
					SELECT statement_timestamp() AS published_at, ceil(extract(epoch FROM due_at - statement_timestamp()) * 1000)::bigint AS due_in
					FROM call ORDER BY number"""
				.formatted(repeated ? "ON CONFLICT (id) DO NOTHING" : ""))
			.param("grace", Intervals.of(this.grace))
			.param("queues", strings(calls, NewJobs::queue))
			.param("maxTries", calls.stream().map(NewJobs::maxTries).toArray(Integer[]::new))
			.param("delays", strings(calls, (call) -> Intervals.of(call.delay())))
			.param("dueAts", strings(calls, (call) -> text(call.dueAt())))
			.param("traces", strings(calls, NewJobs::trace))
			.param("ids", strings(jobs, (job) -> job.id().toString()))
			.param("types", strings(jobs, NewJob::type))
			.param("otherTypes", strings(jobs, SubmitRows::otherTypes))
			.param("separator", Rows.SEPARATOR)
			.param("payloads", strings(jobs, NewJob::payload))
			.param("calls", numbers)
			.query((row, number) -> submitted(calls.get(number), row))
			.list());
	}

	private static List<Submitted> submitted(NewJobs call, ResultSet row) throws SQLException {
		OffsetDateTime publishedAt = row.getObject("published_at", OffsetDateTime.class);
		Duration dueIn = dueIn(row);
		return call.jobs()
			.stream()
			.map((job) -> new Submitted(
					new OutboxMessage(job.id(), call.queue(), job.type(), JobStatus.QUEUED, 0, publishedAt, null, null),
					dueIn))
			.toList();
	}

	private static Duration dueIn(ResultSet row) throws SQLException {
		return Duration.ofMillis(Math.max(0, row.getLong("due_in")));
	}

	private static @Nullable String otherTypes(NewJob job) {
		List<String> others = job.types().subList(1, job.types().size());
		return others.isEmpty() ? null : String.join(Rows.SEPARATOR, others);
	}

	private static @Nullable String text(@Nullable Instant time) {
		return (time != null) ? time.toString() : null;
	}

	private static <T> @Nullable String[] strings(List<T> values, Function<T, @Nullable String> text) {
		return values.stream().map(text).toArray(String[]::new);
	}

	/**
	 * An existing job.
	 *
	 * @param queue name of the job's queue
	 * @param type type name of its payload
	 * @param otherTypes names of the payload's supertypes
	 * @param payload its payload
	 */
	public record Existing(String queue, String type, List<String> otherTypes, String payload) {

	}

	/**
	 * A job that was inserted or runs again.
	 *
	 * @param message its message
	 * @param dueIn time until the message is due
	 */
	public record Submitted(OutboxMessage message, Duration dueIn) {

		/**
		 * Whether the message is to be published now.
		 * @return {@code false} for a scheduled job
		 */
		public boolean isDue() {
			return this.dueIn.isZero();
		}

	}

}
