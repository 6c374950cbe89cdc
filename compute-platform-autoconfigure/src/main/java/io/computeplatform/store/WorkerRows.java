package io.computeplatform.store;

import java.time.Duration;
import java.util.List;

/**
 * The leases of workers, by the database's clock. Internal, thread-safe.
 */
public final class WorkerRows {

	/**
	 * How long the trace of a deleted job is kept: messages don't live longer.
	 */
	public static final Duration KEEP_TRACES = Duration.ofDays(7);

	private final Database database;

	private final String[] queues;

	WorkerRows(Database database, String[] queues) {
		this.database = database;
		this.queues = queues;
	}

	/**
	 * Registers a worker, or renews its lease unless it was declared lost.
	 * @param worker name of the worker, never used before
	 * @param lease how long the lease is good from now
	 * @return whether the lease is good
	 */
	public boolean renew(String worker, Duration lease) {
		return this.database.inTransaction(() -> this.database.sql("""
				INSERT INTO compute.workers AS workers (worker, lease_until, queues)
				VALUES (:worker, now() + :lease::interval, :queues::text[])
				ON CONFLICT (worker) DO UPDATE SET lease_until = excluded.lease_until
				WHERE workers.lost_at IS NULL""")
			.param("worker", worker)
			.param("lease", Intervals.of(lease))
			.param("queues", this.queues)
			.update()) == 1;
	}

	/**
	 * Forgets a worker that stopped by itself.
	 * @param worker name of the worker
	 */
	public void remove(String worker) {
		this.database.inTransaction(() -> this.database.sql("DELETE FROM compute.workers WHERE worker = :worker")
			.param("worker", worker)
			.update());
	}

	/**
	 * Declares workers lost whose lease has lapsed. From then on they can't renew it.
	 * @return names of the workers
	 */
	public List<String> declareLost() {
		return this.database.inTransaction(() -> this.database.sql("""
				UPDATE compute.workers SET lost_at = now() WHERE lost_at IS NULL AND lease_until < now()
				RETURNING worker""").query(String.class).list());
	}

}
