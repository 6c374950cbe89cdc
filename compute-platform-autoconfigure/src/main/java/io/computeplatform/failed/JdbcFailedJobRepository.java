package io.computeplatform.failed;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.audit.HistoryEntry;
import io.computeplatform.internal.audit.AuditRows;
import io.computeplatform.internal.filter.Cursor;
import io.computeplatform.internal.filter.Cursor.Position;
import io.computeplatform.internal.filter.Page;
import io.computeplatform.internal.filter.PayloadPaths;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.store.AdminReads;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.Rows;
import io.computeplatform.internal.support.Limits;
import org.jspecify.annotations.Nullable;

final class JdbcFailedJobRepository implements FailedJobRepository {

	/**
	 * Version of the attempt that a job failed with. It is not in the job's own row: an
	 * older version of this library would leave that of an earlier failure there.
	 */
	private static final String VERSION = """
			(SELECT version FROM compute.attempts
			  WHERE attempts.job_id = jobs.id AND attempts.ended_at = jobs.failed_at
			  ORDER BY try_number DESC LIMIT 1) AS version""";

	private static final String COLUMNS = """
			id, queue, type, try_count, max_tries, created_at,
			failure_reason, failure_class, failure_message, failed_at, failure_fingerprint, failure_title,
			%s""".formatted(VERSION);

	private static final String CURSORS = "what FailedJobPage.next() or previous() returned";

	private static final String ANY_QUERY = "";

	private final Database database;

	private final AdminReads reads;

	private final PayloadPaths paths;

	private final PayloadMask mask;

	private final AuditRows audit;

	JdbcFailedJobRepository(Database database, AdminReads reads, PayloadPaths paths, PayloadMask mask,
			AuditRows audit) {
		this.database = database;
		this.reads = reads;
		this.paths = paths;
		this.mask = mask;
		this.audit = audit;
	}

	@Override
	public FailedJobPage find(FailedJobQuery query, int limit, @Nullable String cursor) {
		Limits.check(limit);
		Cursor start = (cursor != null) ? Cursor.of(cursor, ANY_QUERY, CURSORS) : null;
		boolean newer = start != null && start.newer();
		// Each form is one range of one index. A condition with a parameter that disables
		// it would not use the index.
		String behind = (start == null) ? "" : "AND (failed_at, id) %s (:failedAt, :id)".formatted(newer ? ">" : "<");
		Page<FailedJob> page = Page.of(start, query(query, () -> {
			var statement = this.database.sql("""
					SELECT %s FROM compute.jobs
					WHERE status = 'failed' %s %s
					ORDER BY failed_at %4$s, id %4$s
					LIMIT :limit""".formatted(COLUMNS, query.filters().conditions(), behind, newer ? "ASC" : "DESC"))
				.params(query.filters().parameters(this.mask))
				.param("limit", limit + 1);
			if (start != null) {
				statement = statement.param("failedAt", start.position().at()).param("id", start.position().id());
			}
			return statement.query((row, number) -> failedJob(row, null)).list();
		}), limit, JdbcFailedJobRepository::position, null);
		return new Values.FailedJobPage(page.entries(), text(page.next()), text(page.previous()));
	}

	private static Position position(FailedJob job) {
		return new Position(job.failure().at().atOffset(ZoneOffset.UTC), job.id().value());
	}

	private static @Nullable String text(@Nullable Cursor cursor) {
		return (cursor != null) ? cursor.text(ANY_QUERY) : null;
	}

	@Override
	public long count(FailedJobQuery query) {
		return query(query, () -> this.database
			.sql("SELECT count(*) FROM compute.jobs WHERE status = 'failed' %s".formatted(query.filters().conditions()))
			.params(query.filters().parameters(this.mask))
			.query(Long.class)
			.single());
	}

	@Override
	public List<FailedJobGroup> groups(FailedJobQuery query, int limit) {
		String conditions = query.filters().conditions();
		return query(query, () -> this.database.sql("""
				SELECT fingerprint, failure_title, jobs, first_failed_at, last_failed_at, queues, newest.id,
				  oldest.version AS first_version, newest.version AS last_version
				FROM (
				  SELECT failure_fingerprint AS fingerprint, sum(jobs) AS jobs, min(first_failed_at) AS first_failed_at,
				    max(last_failed_at) AS last_failed_at, array_agg(queue ORDER BY queue) AS queues
				  FROM (
				    SELECT failure_fingerprint, queue, count(*) AS jobs,
				      min(failed_at) AS first_failed_at, max(failed_at) AS last_failed_at
				    FROM compute.jobs WHERE status = 'failed' AND failure_fingerprint IS NOT NULL %1$s
				    GROUP BY failure_fingerprint, queue
				  ) AS of_queue
				  GROUP BY failure_fingerprint
				  ORDER BY jobs DESC, last_failed_at DESC, fingerprint
				  LIMIT :limit
				) AS counted
				CROSS JOIN LATERAL (
				  SELECT id, failure_title, %2$s FROM compute.jobs
				  WHERE status = 'failed' AND failure_fingerprint = counted.fingerprint %1$s
				  ORDER BY failed_at DESC, id DESC LIMIT 1
				) AS newest
				CROSS JOIN LATERAL (
				  SELECT %2$s FROM compute.jobs
				  WHERE status = 'failed' AND failure_fingerprint = counted.fingerprint %1$s
				  ORDER BY failed_at, id LIMIT 1
				) AS oldest
				ORDER BY jobs DESC, last_failed_at DESC, fingerprint""".formatted(conditions, VERSION))
			.params(query.filters().parameters(this.mask))
			.param("limit", Limits.check(limit))
			.<FailedJobGroup>query((row, number) -> new Values.FailedJobGroup(row.getObject("fingerprint", UUID.class),
					row.getString("failure_title"), row.getLong("jobs"), Rows.required(row, "first_failed_at"),
					Rows.required(row, "last_failed_at"), List.of((String[]) row.getArray("queues").getArray()),
					new JobId(row.getObject("id", UUID.class)), row.getString("first_version"),
					row.getString("last_version")))
			.list());
	}

	private <T> T query(FailedJobQuery query, Supplier<T> work) {
		return this.reads.read(() -> {
			this.paths.check(query.filters());
			return work.get();
		});
	}

	@Override
	public Optional<FailedJob> findById(JobId id) {
		return this.reads.read(() -> this.database
			.sql("SELECT %s, payload FROM compute.jobs AS jobs WHERE id = :id AND %s".formatted(COLUMNS,
					Rows.IS_FAILED))
			.param("id", id.value())
			.query((row, number) -> failedJob(row, row.getString("payload")))
			.optional());
	}

	@Override
	public List<FailedAttempt> attempts(JobId id) {
		return this.reads.read(() -> attemptsOf(id));
	}

	private List<FailedAttempt> attemptsOf(JobId id) {
		return this.database.sql("""
				SELECT try_number, started_at, ended_at, worker, outcome, exception_class, message,
				  CASE WHEN bytes <= 2097152 THEN stack_trace
				    ELSE left(stack_trace, 200) || '... (the rest is in table attempts)' END AS stack_trace,
				  CASE WHEN bytes <= 2097152 THEN stack_sample
				    ELSE left(stack_sample, 200) || '... (the rest is in table attempt_progress)' END AS stack_sample,
				  sampled_at, try_number AS reported_try, done AS reported_done, total AS reported_total,
				  progress_at AS reported_at,
				  version
				FROM (
				  SELECT *, sum(coalesce(octet_length(stack_trace), 0) + coalesce(octet_length(stack_sample), 0))
				    OVER (ORDER BY try_number DESC) AS bytes
				  FROM (
				    SELECT * FROM compute.attempts WHERE job_id = :id ORDER BY try_number DESC LIMIT :limit
				  ) AS newest
				  LEFT JOIN compute.attempt_progress AS progress USING (job_id, try_number, worker)
				) AS measured
				ORDER BY try_number""")
			.param("id", id.value())
			.param("limit", Limits.HISTORY)
			.<FailedAttempt>query((row, number) -> new Values.FailedAttempt(row.getInt("try_number"),
					Rows.required(row, "started_at"), Rows.required(row, "ended_at"), row.getString("worker"),
					FailureReason.of(row.getString("outcome")), row.getString("exception_class"),
					row.getString("message"), row.getString("stack_trace"), Optional.ofNullable(Rows.stackSample(row)),
					Optional.ofNullable(Rows.progress(row)), row.getString("version")))
			.list();
	}

	@Override
	public List<HistoryEntry> history(JobId id) {
		return this.reads.read(() -> {
			List<HistoryEntry> history = new ArrayList<>(attemptsOf(id));
			history.addAll(this.audit.ofJob(id.value()));
			// A stable sort: an attempt that an action caused comes after the action.
			history.sort(Comparator.comparing(HistoryEntry::at));
			return List.copyOf(history);
		});
	}

	private FailedJob failedJob(ResultSet row, @Nullable String payload) throws SQLException {
		String queue = row.getString("queue");
		String type = row.getString("type");
		return new Values.FailedJob(new JobId(row.getObject("id", UUID.class)), queue, type,
				(payload != null) ? this.mask.mask(queue, type, payload) : null, row.getInt("try_count"),
				row.getInt("max_tries"), Rows.required(row, "created_at"), Objects.requireNonNull(Rows.failure(row)),
				row.getObject("failure_fingerprint", UUID.class), row.getString("failure_title"),
				row.getString("version"));
	}

}
