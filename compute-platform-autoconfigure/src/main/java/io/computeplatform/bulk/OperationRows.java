package io.computeplatform.bulk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.audit.Action;
import io.computeplatform.bulk.BulkRequest.Canary;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.internal.filter.FailedJobFilter;
import io.computeplatform.internal.filter.Filters;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.FailedKey;
import io.computeplatform.internal.store.Rows;
import org.jspecify.annotations.Nullable;

/**
 * Bulk operations, and the state of each of their jobs.
 */
final class OperationRows {

	private static final String COLUMNS = """
			id, action, query,
			CASE WHEN status = 'done' AND action = 'retry' AND outcomes_known_at IS NULL THEN 'submitted'
			  ELSE status END AS status,
			total, acted, skipped, per_second, canary_jobs, canary_percent, awaited_version, started_at, finished_at""";

	private static final JsonMapper JSON = new JsonMapper();

	private final Database database;

	private final PayloadMask mask;

	OperationRows(Database database, PayloadMask mask) {
		this.database = database;
		this.mask = mask;
	}

	/**
	 * Finds a queue of a matching job that is not among the given ones.
	 */
	Optional<String> otherQueue(Filters<FailedJobFilter> query, String[] queues) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT queue FROM compute.jobs
				WHERE status = 'failed' AND queue <> ALL (:queues::text[]) %s
				LIMIT 1""".formatted(query.conditions()))
			.params(query.parameters(this.mask))
			.param("queues", queues)
			.query(String.class)
			.optional());
	}

	/**
	 * Inserts an operation with up to one job more than expected, to detect an excess.
	 * @return number of jobs
	 */
	long insert(UUID id, BulkRequest request) {
		Canary canary = request.canary();
		Filters<FailedJobFilter> query = filters(request.query());
		return this.database.inTransaction(() -> {
			this.database.sql("""
					INSERT INTO compute.operations
					  (id, action, query, total, per_second, canary_jobs, canary_percent, awaited_version)
					VALUES (:id, :action, :query::json, 0, :perSecond, :canaryJobs, :canaryPercent, :awaitedVersion)""")
				.param("id", id)
				.param("action", request.action().value())
				.param("query", json(request.query()))
				.param("perSecond", request.perSecond())
				.param("canaryJobs", (canary != null) ? canary.jobs() : null)
				.param("canaryPercent", (canary != null) ? canary.percent() : null)
				.param("awaitedVersion", request.awaitedVersion())
				.update();
			long total = this.database.sql("""
					INSERT INTO compute.operation_jobs (operation_id, position, job_id, try_count)
					SELECT :id, row_number() OVER (ORDER BY failed_at, id), id, try_count
					FROM (
					  SELECT id, try_count, failed_at FROM compute.jobs
					  WHERE status = 'failed' %s
					  ORDER BY failed_at, id
					  LIMIT :limit
					) AS matched""".formatted(query.conditions()))
				.params(query.parameters(this.mask))
				.param("id", id)
				.param("limit", request.expectedCount() + 1)
				.update();
			this.database.sql("UPDATE compute.operations SET total = :total WHERE id = :id")
				.param("total", total)
				.param("id", id)
				.update();
			if (request.awaitedVersion() != null && total > 0) {
				await(id);
			}
			return total;
		});
	}

	/**
	 * Has a new operation wait for the workers that can run its jobs. Workers of other
	 * queues, such as those of another application in the same database, do not count.
	 */
	private void await(UUID id) {
		this.database.sql("""
				UPDATE compute.operations SET
				  status = 'waiting', awaited_queues = ARRAY(
				    SELECT DISTINCT queue FROM compute.operation_jobs
				    JOIN compute.jobs ON jobs.id = operation_jobs.job_id
				    WHERE operation_id = :id)
				WHERE id = :id""").param("id", id).update();
	}

	/**
	 * Starts the waiting operations whose version runs everywhere. A worker whose lease
	 * has lapsed and that was not declared lost may still come back, and counts as one
	 * that runs.
	 */
	void startAwaited() {
		this.database.inTransaction(() -> this.database.sql("""
				WITH ready AS (
				  SELECT id FROM compute.operations
				  WHERE status = 'waiting'
				    AND NOT EXISTS (
				      SELECT FROM unnest(awaited_queues) AS awaited (queue) WHERE NOT EXISTS (
				        SELECT FROM compute.workers
				        WHERE lost_at IS NULL AND lease_until > now() AND version = awaited_version
				          AND awaited.queue = ANY (workers.queues)))
				    AND NOT EXISTS (
				      SELECT FROM compute.workers
				      WHERE lost_at IS NULL AND version IS DISTINCT FROM awaited_version
				        -- NULL: a worker of a version that did not record its queues may serve any.
				        AND (workers.queues IS NULL OR workers.queues && awaited_queues))
				  ORDER BY id
				  FOR UPDATE SKIP LOCKED
				)
				UPDATE compute.operations SET status = 'running', next_batch_at = statement_timestamp()
				FROM ready
				WHERE operations.id = ready.id""").update());
	}

	/**
	 * Changes the status of an operation if it has an expected one. Waits for the batch
	 * that is in progress.
	 * @return number of its jobs, or empty if it had another status
	 */
	Optional<Long> move(UUID id, Collection<BulkOperation.Status> from, BulkOperation.Status to) {
		return this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.operations SET
				  status = :to, next_batch_at = statement_timestamp(),
				  finished_at = CASE WHEN :to NOT IN ('running', 'paused') THEN statement_timestamp() END
				WHERE id = :id AND status = ANY (:from)
				RETURNING total""")
			.param("to", to.value())
			.param("id", id)
			.param("from", from.stream().map(BulkOperation.Status::value).toArray(String[]::new))
			.query(Long.class)
			.optional());
	}

	boolean exists(UUID id) {
		return this.database
			.inTransaction(() -> this.database.sql("SELECT EXISTS (SELECT FROM compute.operations WHERE id = :id)")
				.param("id", id)
				.query(Boolean.class)
				.single());
	}

	/**
	 * Claims an operation of which a batch is due. It is locked until the caller's
	 * transaction ends.
	 * @return its id
	 */
	Optional<UUID> claimDue() {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT id FROM compute.operations
				WHERE status = 'running' AND next_batch_at <= statement_timestamp()
				  -- Actions of newer versions are left to instances of those versions.
				  AND action IN ('retry', 'discard', 'delete')
				ORDER BY next_batch_at
				LIMIT 1
				FOR UPDATE SKIP LOCKED""").query(UUID.class).optional());
	}

	Due due(UUID id) {
		return this.database.inTransaction(() -> this.database
			.sql("SELECT %s, canary_passed FROM compute.operations WHERE id = :id".formatted(COLUMNS))
			.param("id", id)
			.query((row, number) -> new Due(operation(row, number), row.getBoolean("canary_passed")))
			.single());
	}

	/**
	 * Returns the jobs that are next.
	 */
	List<FailedKey> batch(BulkOperation operation, long size) {
		long done = operation.acted() + operation.skipped();
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT job_id, try_count FROM compute.operation_jobs
				WHERE operation_id = :id AND position > :done AND position <= :done + :size
				ORDER BY position""")
			.param("id", operation.id())
			.param("done", done)
			.param("size", size)
			.query((row, number) -> new FailedKey(row.getObject("job_id", UUID.class), row.getInt("try_count")))
			.list());
	}

	/**
	 * Records the results of a batch, in the transaction of the batch.
	 * @param acted ids of the jobs that were acted on; the others of the batch were
	 * skipped
	 * @param pauseMillis minimum time until the next batch
	 */
	void advance(BulkOperation operation, int size, Collection<UUID> acted, long pauseMillis) {
		this.database.inTransaction(() -> {
			this.database
				.sql("""
						UPDATE compute.operation_jobs SET
						  acted_at = statement_timestamp(), result = CASE WHEN job_id = ANY (:acted::uuid[]) THEN 'acted' ELSE 'skipped' END
						WHERE operation_id = :id AND position > :done AND position <= :done + :size""")
				.param("acted", acted.stream().map(UUID::toString).toArray(String[]::new))
				.param("id", operation.id())
				.param("done", operation.acted() + operation.skipped())
				.param("size", size)
				.update();
			return this.database.sql("""
					UPDATE compute.operations SET
					  acted = acted + :acted, skipped = skipped + :size - :acted,
					  next_batch_at = statement_timestamp() + :pauseMillis * interval '1 millisecond',
					  status = CASE WHEN acted + skipped + :size >= total THEN 'done' ELSE status END,
					  finished_at = CASE WHEN acted + skipped + :size >= total THEN statement_timestamp() END
					WHERE id = :id""")
				.param("acted", acted.size())
				.param("size", size)
				.param("pauseMillis", pauseMillis)
				.param("id", operation.id())
				.update();
		});
	}

	/**
	 * Releases the jobs behind the canary.
	 */
	void passCanary(UUID id) {
		this.database.inTransaction(() -> this.database.sql(
				"UPDATE compute.operations SET canary_passed = true, next_batch_at = statement_timestamp() WHERE id = :id")
			.param("id", id)
			.update());
	}

	/**
	 * Delays the next batch of an operation.
	 */
	void postpone(UUID id, long millis) {
		this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.operations SET next_batch_at = statement_timestamp() + :millis * interval '1 millisecond'
				WHERE id = :id""").param("millis", millis).param("id", id).update());
	}

	/**
	 * Advances the position up to which all jobs of a retry have ended, some thousand
	 * jobs at a time, up to the first one that has not ended.
	 * @param millis time until that job is checked again
	 * @return whether there was such an operation
	 */
	boolean follow(long millis) {
		return this.database.inTransaction(() -> this.database.sql("""
				WITH taken AS (
				  SELECT id, total, ended_position, least(ended_position + 5000, total) AS until
				  FROM compute.operations
				  WHERE status = 'done' AND action = 'retry' AND outcomes_known_at IS NULL AND next_batch_at <= now()
				  ORDER BY next_batch_at
				  LIMIT 1
				  FOR UPDATE SKIP LOCKED
				), looked AS (
				  SELECT taken.*, (
				    SELECT position FROM compute.operation_jobs
				    JOIN compute.jobs ON jobs.id = operation_jobs.job_id
				    WHERE operation_id = taken.id AND position > ended_position AND position <= until
				      AND result = 'acted' AND jobs.status IN ('queued', 'in-progress')
				    ORDER BY position LIMIT 1) AS open_position
				  FROM taken
				)
				UPDATE compute.operations SET
				  ended_position = coalesce(open_position - 1, until),
				  outcomes_known_at = CASE WHEN open_position IS NULL AND until = looked.total THEN now() END,
				  next_batch_at = CASE WHEN open_position IS NULL THEN now()
				    ELSE now() + :millis * interval '1 millisecond' END
				FROM looked WHERE operations.id = looked.id""").param("millis", millis).update()) == 1;
	}

	Optional<BulkOperation> find(UUID id) {
		return this.database.inTransaction(
				() -> this.database.sql("SELECT %s FROM compute.operations WHERE id = :id".formatted(COLUMNS))
					.param("id", id)
					.query(OperationRows::operation)
					.optional());
	}

	List<BulkOperation> newest(int limit) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT %s FROM compute.operations
				ORDER BY started_at DESC, id DESC
				LIMIT :limit""".formatted(COLUMNS)).param("limit", limit).query(OperationRows::operation).list());
	}

	List<BulkJob> jobs(UUID id, int limit, long after) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT position, job_id, result, acted_at, jobs.status
				FROM compute.operation_jobs
				LEFT JOIN compute.jobs ON jobs.id = operation_jobs.job_id
				WHERE operation_id = :id AND position > :after
				ORDER BY position
				LIMIT :limit""")
			.param("id", id)
			.param("after", after)
			.param("limit", limit)
			.<BulkJob>query((row, number) -> new Values.BulkJob(row.getLong("position"),
					new JobId(row.getObject("job_id", UUID.class)), BulkJob.Result.of(row.getString("result")),
					Rows.instant(row, "acted_at"), status(row.getString("status"))))
			.list());
	}

	/**
	 * Counts jobs that were acted on by their status.
	 * @param until position of the last job that counts
	 */
	Map<JobStatus, Long> outcomes(UUID id, long until) {
		return this.database.inTransaction(() -> this.database.sql("""
				SELECT jobs.status, count(*) AS jobs
				FROM compute.operation_jobs
				JOIN compute.jobs ON jobs.id = operation_jobs.job_id
				WHERE operation_id = :id AND position <= :until AND result = 'acted'
				GROUP BY jobs.status""").param("id", id).param("until", until).query((row) -> {
			Map<JobStatus, Long> outcomes = new EnumMap<>(JobStatus.class);
			while (row.next()) {
				outcomes.merge(JobStatus.of(row.getString("status")), row.getLong("jobs"), Long::sum);
			}
			return outcomes;
		}));
	}

	private static @Nullable JobStatus status(@Nullable String value) {
		return (value != null) ? JobStatus.of(value) : null;
	}

	private static BulkOperation operation(ResultSet row, int number) throws SQLException {
		Integer canaryJobs = row.getObject("canary_jobs", Integer.class);
		Canary canary = (canaryJobs != null) ? new Values.Canary(canaryJobs, row.getInt("canary_percent")) : null;
		return new Values.BulkOperation(row.getObject("id", UUID.class), Action.of(row.getString("action")),
				query(row.getString("query")), BulkOperation.Status.of(row.getString("status")), row.getLong("total"),
				row.getLong("acted"), row.getLong("skipped"), row.getObject("per_second", Integer.class), canary,
				row.getString("awaited_version"), Rows.required(row, "started_at"), Rows.instant(row, "finished_at"));
	}

	static Filters<FailedJobFilter> filters(FailedJobQuery query) {
		return Filters.ofStored(FailedJobFilter.class, query.toMap());
	}

	private static String json(FailedJobQuery query) {
		try {
			return JSON.writeValueAsString(query.toMap());
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("A map of texts can't be written", ex);
		}
	}

	private static FailedJobQuery query(String json) {
		try {
			return FailedJobQuery.ofStored(JSON.readValue(json, new TypeReference<Map<String, @Nullable Object>>() {
			}));
		}
		catch (JsonProcessingException ex) {
			return FailedJobQuery.ofStored(Map.of("query", json));
		}
	}

	/**
	 * An operation whose next batch is due.
	 *
	 * @param operation the operation
	 * @param canaryPassed whether the jobs behind its canary may follow
	 */
	record Due(BulkOperation operation, boolean canaryPassed) {

	}

}
