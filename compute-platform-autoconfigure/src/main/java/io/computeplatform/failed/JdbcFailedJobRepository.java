package io.computeplatform.failed;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.store.Database;
import io.computeplatform.store.Rows;

final class JdbcFailedJobRepository implements FailedJobRepository {

	private static final String COLUMNS = """
			id, queue, type, payload, try_count, max_tries, created_at,
			failure_reason, failure_class, failure_message, failed_at""";

	private final Database database;

	JdbcFailedJobRepository(Database database) {
		this.database = database;
	}

	@Override
	public FailedJobPage find(FailedJobQuery query) {
		// Each form is one range of one index; a condition that may be switched off would
		// not be.
		String ofQueue = (query.queue() != null) ? "AND queue = :queue" : "";
		String ofGroup = (query.group() != null) ? "AND failure_fingerprint = :group" : "";
		String after = (query.after() != null) ? "AND (failed_at, id) < (:failedAt, :id)" : "";
		PageStart start = (query.after() != null) ? PageStart.of(query.after()) : null;
		List<FailedJob> jobs = this.database.inTransaction(() -> {
			var statement = this.database.sql("""
					SELECT %s FROM compute.jobs
					WHERE status = 'failed' %s %s %s
					ORDER BY failed_at DESC, id DESC
					LIMIT :limit""".formatted(COLUMNS, ofQueue, ofGroup, after)).param("limit", query.limit() + 1);
			if (query.queue() != null) {
				statement = statement.param("queue", query.queue());
			}
			if (query.group() != null) {
				statement = statement.param("group", query.group());
			}
			if (start != null) {
				statement = statement.param("failedAt", start.failedAt()).param("id", start.id());
			}
			return statement.query(JdbcFailedJobRepository::failedJob).list();
		});
		if (jobs.size() <= query.limit()) {
			return new FailedJobPage(jobs, null);
		}
		List<FailedJob> page = jobs.subList(0, query.limit());
		FailedJob last = page.get(page.size() - 1);
		return new FailedJobPage(page,
				new PageStart(last.failure().at().atOffset(ZoneOffset.UTC), last.id().value()).toString());
	}

	@Override
	public List<FailedJobGroup> groups(int limit) {
		return this.database.inTransaction(() -> this.database
			.sql("""
					SELECT fingerprint, failure_title, jobs, first_failed_at, last_failed_at, queues, newest.id
					FROM (
					  SELECT failure_fingerprint AS fingerprint, sum(jobs) AS jobs, min(first_failed_at) AS first_failed_at,
					    max(last_failed_at) AS last_failed_at, array_agg(queue ORDER BY queue) AS queues
					  FROM (
					    SELECT failure_fingerprint, queue, count(*) AS jobs,
					      min(failed_at) AS first_failed_at, max(failed_at) AS last_failed_at
					    FROM compute.jobs WHERE status = 'failed' AND failure_fingerprint IS NOT NULL
					    GROUP BY failure_fingerprint, queue
					  ) AS of_queue
					  GROUP BY failure_fingerprint
					  ORDER BY jobs DESC, last_failed_at DESC, fingerprint
					  LIMIT :limit
					) AS counted
					CROSS JOIN LATERAL (
					  SELECT id, failure_title FROM compute.jobs WHERE status = 'failed' AND failure_fingerprint = counted.fingerprint
					  ORDER BY failed_at DESC, id DESC LIMIT 1
					) AS newest
					ORDER BY jobs DESC, last_failed_at DESC, fingerprint""")
			.param("limit", FailedJobQuery.checked(limit))
			.query((row, number) -> new FailedJobGroup(row.getObject("fingerprint", UUID.class),
					row.getString("failure_title"), row.getLong("jobs"), Rows.required(row, "first_failed_at"),
					Rows.required(row, "last_failed_at"), List.of((String[]) row.getArray("queues").getArray()),
					new JobId(row.getObject("id", UUID.class))))
			.list());
	}

	@Override
	public Optional<FailedJob> findById(JobId id) {
		return this.database.inTransaction(() -> this.database
			.sql("SELECT %s FROM compute.jobs WHERE id = :id AND status = 'failed'".formatted(COLUMNS))
			.param("id", id.value())
			.query(JdbcFailedJobRepository::failedJob)
			.optional());
	}

	@Override
	public List<FailedAttempt> attempts(JobId id) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT try_number, started_at, ended_at, worker, outcome, exception_class, message, stack_trace
				FROM compute.attempts WHERE job_id = :id ORDER BY try_number""")
			.param("id", id.value())
			.query((row, number) -> new FailedAttempt(row.getInt("try_number"), Rows.required(row, "started_at"),
					Rows.required(row, "ended_at"), row.getString("worker"), FailureReason.of(row.getString("outcome")),
					row.getString("exception_class"), row.getString("message"), row.getString("stack_trace")))
			.list());
	}

	@Override
	public long count() {
		return this.database
			.inTransaction(() -> this.database.sql("SELECT count(*) FROM compute.jobs WHERE status = 'failed'")
				.query(Long.class)
				.single());
	}

	@Override
	public long count(String queue) {
		return this.database.inTransaction(
				() -> this.database.sql("SELECT count(*) FROM compute.jobs WHERE status = 'failed' AND queue = :queue")
					.param("queue", FailedJobQuery.checked(queue))
					.query(Long.class)
					.single());
	}

	private static FailedJob failedJob(ResultSet row, int number) throws SQLException {
		return new FailedJob(new JobId(row.getObject("id", UUID.class)), row.getString("queue"), row.getString("type"),
				row.getString("payload"), row.getInt("try_count"), row.getInt("max_tries"),
				Rows.required(row, "created_at"), Objects.requireNonNull(Rows.failure(row)));
	}

}
