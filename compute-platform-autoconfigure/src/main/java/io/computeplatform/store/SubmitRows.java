package io.computeplatform.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * Inserts jobs, those of one or of many calls by one statement. Internal, thread-safe.
 */
public final class SubmitRows {

	private final Database database;

	private final Duration grace;

	private final GroupCommit<NewJobs, List<Submitted>> group = new GroupCommit<>(this::insertEach);

	/**
	 * Creates it.
	 * @param database the database
	 * @param grace time for the publish that follows, before the relay sends the message
	 */
	SubmitRows(Database database, Duration grace) {
		this.database = database;
		this.grace = grace;
	}

	/**
	 * Inserts jobs. An existing id is left alone, unless it is expired, or finished and a
	 * re-run is asked for.
	 * @param jobs the jobs
	 * @param rerun whether finished jobs run again
	 * @return what the new and re-run jobs owe at once, and what is scheduled
	 */
	public List<Submitted> insert(NewJobs jobs, boolean rerun) {
		return insert(List.of(jobs), rerun);
	}

	/**
	 * Inserts a few jobs whose ids are new. Outside a transaction of the caller it shares
	 * one with other threads that call this at the same time.
	 * @param jobs the jobs
	 * @return what they owe at once, and what is scheduled
	 */
	public List<Submitted> insertNew(NewJobs jobs) {
		return this.database.isInTransaction() ? insert(jobs, false) : this.group.call(jobs);
	}

	private List<List<Submitted>> insertEach(List<NewJobs> calls) {
		Map<UUID, Submitted> submitted = insert(calls, false).stream()
			.collect(Collectors.toMap((job) -> job.message().id(), Function.identity()));
		return calls.stream().map((call) -> call.jobs().stream().map(NewJob::id).map(submitted::get).toList()).toList();
	}

	private List<Submitted> insert(List<NewJobs> calls, boolean rerun) {
		List<NewJob> jobs = calls.stream().flatMap((call) -> call.jobs().stream()).toList();
		Integer[] numbers = IntStream.range(0, calls.size())
			.boxed()
			.flatMap((index) -> Collections.nCopies(calls.get(index).jobs().size(), index + 1).stream())
			.toArray(Integer[]::new);
		return this.database.alone(() -> this.database
			.sql("""
					INSERT INTO compute.jobs AS jobs
					  (id, queue, type, payload, status, max_tries, trace, due_at, message_due_at)
					SELECT new.id, call.queue, new.type, new.payload, 'queued', call.max_tries, call.trace, due.at,
					  CASE WHEN due.at > now() THEN due.at ELSE now() + :grace::interval END
					FROM unnest(:queues::text[], :maxTries::integer[], :delays::interval[], :dueAts::timestamptz[],
					    :traces::json[]) WITH ORDINALITY AS call (queue, max_tries, delay, due_at, trace, number)
					JOIN unnest(:ids::uuid[], :types::text[], :payloads::json[], :calls::integer[])
					  AS new (id, type, payload, call) ON new.call = call.number
					CROSS JOIN LATERAL (SELECT greatest(now() + call.delay, call.due_at) AS at) AS due
					ON CONFLICT (id) DO UPDATE SET
					  queue = excluded.queue, type = excluded.type, payload = excluded.payload, status = 'queued',
					  max_tries = jobs.try_count + excluded.max_tries, trace = excluded.trace, due_at = excluded.due_at,
					  finished_at = NULL, cancel_requested_at = NULL, dead_letter_popped_at = NULL,
					  message_due_at = excluded.message_due_at, message_sends = 0
					WHERE jobs.status = 'expired'
					  OR (:rerun AND jobs.status IN ('complete', 'failed', 'cancelled', 'discarded'))
					RETURNING %s, ceil(extract(epoch FROM jobs.due_at - now()) * 1000)::bigint AS due_in"""
				.formatted(Rows.OWED_MESSAGE))
			.param("grace", Intervals.of(this.grace))
			.param("queues", strings(calls, NewJobs::queue))
			.param("maxTries", calls.stream().map(NewJobs::maxTries).toArray(Integer[]::new))
			.param("delays", strings(calls, (call) -> Intervals.of(call.delay())))
			.param("dueAts", strings(calls, (call) -> text(call.dueAt())))
			.param("traces", strings(calls, NewJobs::trace))
			.param("ids", strings(jobs, (job) -> job.id().toString()))
			.param("types", strings(jobs, NewJob::type))
			.param("payloads", strings(jobs, NewJob::payload))
			.param("calls", numbers)
			.param("rerun", rerun)
			.query(SubmitRows::submitted)
			.list());
	}

	private static @Nullable String text(@Nullable Instant time) {
		return (time != null) ? time.toString() : null;
	}

	private static <T> @Nullable String[] strings(List<T> values, Function<T, @Nullable String> text) {
		return values.stream().map(text).toArray(String[]::new);
	}

	private static Submitted submitted(ResultSet row, int number) throws SQLException {
		return new Submitted(Rows.owedMessage(row, number), Duration.ofMillis(Math.max(0, row.getLong("due_in"))));
	}

	/**
	 * A job that was inserted or runs again.
	 *
	 * @param message what it owes
	 * @param dueIn after how long it owes it
	 */
	public record Submitted(OwedMessage message, Duration dueIn) {

		/**
		 * Whether the message is to be sent now.
		 * @return {@code false} for a scheduled job
		 */
		public boolean isDue() {
			return this.dueIn.isZero();
		}

	}

}
