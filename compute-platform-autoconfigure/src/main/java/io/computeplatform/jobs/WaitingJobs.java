package io.computeplatform.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.queue.OpenBreakers;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.Rows;
import io.computeplatform.jobs.WaitingReason.Kind;
import org.jspecify.annotations.Nullable;

/**
 * Tells why a queued job is not running. One statement, so that its parts are of one
 * moment, by the time of the statement: a caller's transaction may have begun before. It
 * reads a limited number of rows. The broker is not asked: a queue delivers its messages
 * in the order in which they were published, and that is in the rows.
 */
final class WaitingJobs {

	/**
	 * Fewer ends of jobs tell no rate.
	 */
	private static final int FEWEST_ENDS = 3;

	private static final Duration RATE_WINDOW = Duration.ofMinutes(5);

	static final String STATEMENT = """
			WITH job AS MATERIALIZED (
			  SELECT *, status = 'queued' AND due_at <= statement_timestamp() AS is_due FROM compute.jobs AS jobs WHERE id = :id
			)
			SELECT %1$s, statement_timestamp() AS now, jobs.is_due, jobs.message_due_at, jobs.message_sent_at, jobs.unserved_since,
			  paused.paused_at, paused.paused_by, paused.reason AS pause_comment, serving.workers,
			  sent.jobs + pending.jobs AS ahead, sent.jobs < %2$d AND pending.looked_at < %2$d AS ahead_is_exact,
			  completed.jobs + failed.jobs AS ended,
			  CASE WHEN completed.looked_at = %2$d THEN completed.since ELSE statement_timestamp() - interval '%3$d seconds' END AS ended_since
			FROM job AS jobs
			LEFT JOIN compute.paused_queues AS paused ON paused.queue = jobs.queue
			CROSS JOIN LATERAL (
			  SELECT count(*) AS workers FROM compute.workers
			  WHERE lost_at IS NULL AND lease_until > statement_timestamp() AND (queues IS NULL OR jobs.queue = ANY (queues))
			) AS serving
			CROSS JOIN LATERAL (
			  SELECT count(*) AS jobs FROM (
			    SELECT FROM compute.jobs AS other
			    WHERE jobs.is_due AND other.queue = jobs.queue AND other.message_sent_at IS NOT NULL
			      AND (other.message_sent_at, other.id) < (coalesce(jobs.message_sent_at, 'infinity'), jobs.id)
			    ORDER BY other.message_sent_at, other.id
			    LIMIT %2$d
			  ) AS few
			) AS sent
			CROSS JOIN LATERAL (
			  SELECT count(*) FILTER (WHERE few.status = 'queued') AS jobs, count(*) AS looked_at FROM (
			    SELECT other.status FROM compute.jobs AS other
			    WHERE jobs.is_due AND other.queue = jobs.queue AND other.message_due_at IS NOT NULL
			      AND (other.message_due_at, other.id) < (jobs.message_due_at, jobs.id)
			    ORDER BY other.message_due_at, other.id
			    LIMIT %2$d
			  ) AS few
			) AS pending
			CROSS JOIN LATERAL (
			  SELECT count(*) FILTER (WHERE few.queue = jobs.queue) AS jobs, count(*) AS looked_at,
			    min(few.finished_at) AS since
			  FROM (
			    SELECT other.queue, other.finished_at FROM compute.jobs AS other
			    WHERE jobs.is_due AND other.status = 'complete'
			      AND other.finished_at > statement_timestamp() - interval '%3$d seconds'
			    ORDER BY other.finished_at DESC
			    LIMIT %2$d
			  ) AS few
			) AS completed
			CROSS JOIN LATERAL (
			  SELECT count(*) AS jobs FROM (
			    SELECT FROM compute.jobs AS other
			    WHERE jobs.is_due AND other.status = 'failed' AND other.queue = jobs.queue
			      AND other.failed_at > CASE WHEN completed.looked_at = %2$d THEN completed.since
			        ELSE statement_timestamp() - interval '%3$d seconds' END
			    ORDER BY other.failed_at DESC
			    LIMIT %2$d
			  ) AS few
			) AS failed"""
		.formatted(JdbcJobRepository.COLUMNS, Values.Count.LIMIT + 1, RATE_WINDOW.toSeconds());

	private final Database database;

	private final OpenBreakers breakers;

	WaitingJobs(Database database, OpenBreakers breakers) {
		this.database = database;
		this.breakers = breakers;
	}

	Optional<JobExplanation> explain(JobId id) {
		return this.database.sql(STATEMENT).param("id", id.value()).query((row, number) -> explanation(row)).optional();
	}

	private JobExplanation explanation(ResultSet row) throws SQLException {
		JobSummary job = JdbcJobRepository.summary(row);
		if (job.status() != JobStatus.QUEUED) {
			return new Values.JobExplanation(job, List.of(), null, null);
		}
		List<WaitingReason> reasons = new ArrayList<>();
		boolean isDue = row.getBoolean("is_due");
		if (!isDue) {
			reasons.add(reason(Kind.NOT_DUE, null, job.dueAt(), null,
					(job.tryCount() > 0) ? "Its next attempt is due later" : "It is scheduled for later"));
		}
		addHeldQueue(job.queue(), row, reasons);
		boolean isHeld = !reasons.isEmpty();
		addMessage(job, row, isDue, reasons);
		JobCount ahead = isDue ? Values.Count.of(row.getLong("ahead"), row.getBoolean("ahead_is_exact")) : null;
		boolean isServed = row.getObject("unserved_since") == null;
		return new Values.JobExplanation(job, reasons, ahead,
				(ahead != null && !isHeld && isServed) ? estimate(ahead, row) : null);
	}

	private void addHeldQueue(String queue, ResultSet row, List<WaitingReason> reasons) throws SQLException {
		Instant pausedAt = Rows.instant(row, "paused_at");
		if (pausedAt != null) {
			reasons.add(reason(Kind.QUEUE_PAUSED, pausedAt, null, row.getString("paused_by"),
					"The queue '%s' is paused: %s".formatted(queue, row.getString("pause_comment"))));
		}
		this.breakers.of(queue)
			.ifPresent((breaker) -> reasons.add(reason(Kind.CIRCUIT_BREAKER, breaker.since(), null, null,
					"The circuit breaker of the queue '%s' is %s in this process, because too many attempts failed"
						.formatted(queue, breaker.state()))));
		if (row.getLong("workers") == 0) {
			reasons.add(reason(Kind.NO_WORKER, null, null, null,
					"No live worker of any instance serves the queue '%s'".formatted(queue)));
		}
	}

	private static void addMessage(JobSummary job, ResultSet row, boolean isDue, List<WaitingReason> reasons)
			throws SQLException {
		Instant pendingUntil = Rows.instant(row, "message_due_at");
		Instant unservedSince = Rows.instant(row, "unserved_since");
		if (unservedSince != null) {
			reasons.add(reason(Kind.NO_EXECUTOR, unservedSince, pendingUntil, null,
					"The instances that received its message had no executor for the type '%s'".formatted(job.type())));
		}
		else if (isDue && pendingUntil != null) {
			reasons.add(reason(Kind.MESSAGE_PENDING, job.dueAt(), null, null,
					"The broker has not confirmed its message yet; a relay publishes it, again if need be"));
		}
		else if (isDue) {
			reasons.add(reason(Kind.BACKLOG, Rows.instant(row, "message_sent_at"), null, null,
					"Its message is on the broker or held by a worker, behind those that were published before"));
		}
	}

	private static WaitingReason reason(Kind kind, @Nullable Instant since, @Nullable Instant until,
			@Nullable String actor, String description) {
		return new Values.WaitingReason(kind, since, until, actor, description);
	}

	private static @Nullable Duration estimate(JobCount ahead, ResultSet row) throws SQLException {
		long ended = row.getLong("ended");
		Duration window = Duration.between(Rows.required(row, "ended_since"), Rows.required(row, "now"));
		return (ended >= FEWEST_ENDS) ? window.multipliedBy(ahead.value()).dividedBy(ended) : null;
	}

}
