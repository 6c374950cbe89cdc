package io.computeplatform.internal.store;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Leases of workers, by the database's clock. Internal, thread-safe.
 */
public final class WorkerRows {

	/**
	 * How long tombstones are kept: messages don't live longer.
	 */
	public static final Duration TOMBSTONE_RETENTION = Duration.ofDays(7);

	private final Database database;

	private final String[] queues;

	private final @Nullable String version;

	WorkerRows(Database database, String[] queues, @Nullable String version) {
		this.database = database;
		this.queues = queues;
		this.version = version;
	}

	/**
	 * Registers a worker, or renews its lease unless it was declared lost.
	 * @param worker name of the worker, never used before
	 * @param lease duration of the lease from now
	 * @return whether the lease is valid
	 */
	public boolean renew(String worker, Duration lease) {
		return this.database.inTransaction(() -> this.database.sql("""
				INSERT INTO compute.workers AS workers (worker, lease_until, queues, version)
				VALUES (:worker, now() + :lease::interval, :queues::text[], :version::text)
				ON CONFLICT (worker) DO UPDATE SET lease_until = excluded.lease_until
				WHERE workers.lost_at IS NULL""")
			.param("worker", worker)
			.param("lease", Intervals.of(lease))
			.param("queues", this.queues)
			.param("version", this.version)
			.update()) == 1;
	}

	/**
	 * Deletes the lease of a worker that stopped by itself.
	 * @param worker name of the worker
	 */
	public void remove(String worker) {
		this.database.inTransaction(() -> this.database.sql("DELETE FROM compute.workers WHERE worker = :worker")
			.param("worker", worker)
			.update());
	}

	/**
	 * Reads the database's clock.
	 * @return time of the statement
	 */
	public OffsetDateTime databaseTime() {
		return this.database
			.singleStatement(() -> this.database.sql("SELECT now()").query(OffsetDateTime.class).single());
	}

	/**
	 * Declares workers lost whose lease has lapsed. From then on they can't renew it. A
	 * worker that is renewing it at this moment is skipped. If this statement itself was
	 * stalled, no worker is declared lost.
	 * @param lastCycleAt time of the last cycle
	 * @param stallThreshold time since the last cycle after which this statement has no
	 * effect
	 * @return names of the workers
	 */
	public List<String> declareLost(OffsetDateTime lastCycleAt, Duration stallThreshold) {
		return this.database.singleStatement(() -> this.database.sql("""
				WITH lapsed AS (
				  SELECT worker FROM compute.workers
				  WHERE lost_at IS NULL AND lease_until < now()
				    AND now() BETWEEN :lastCycleAt AND :lastCycleAt::timestamptz + :stallThreshold::interval
				    AND clock_timestamp() <= now() + :stallThreshold::interval
				  ORDER BY worker
				  FOR UPDATE SKIP LOCKED
				)
				UPDATE compute.workers AS workers SET lost_at = now()
				FROM lapsed
				WHERE workers.worker = lapsed.worker
				RETURNING workers.worker""")
			.param("lastCycleAt", lastCycleAt)
			.param("stallThreshold", Intervals.of(stallThreshold))
			.query(String.class)
			.list());
	}

}
