package io.computeplatform.internal.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.computeplatform.JobStatus;
import io.computeplatform.internal.store.RetentionRows;
import io.computeplatform.internal.store.RetentionRows.Batch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TriggerContext;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Deletes old rows, in any number of instances at once. While there are many it continues
 * batch by batch, and pauses after each for as long as it took, to reduce the load on a
 * busy database. A batch that fails is retried with fewer rows, so that a statement
 * timeout slows it down and does not stop it.
 */
final class RetentionCycle implements SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(RetentionCycle.class);

	private static final Duration SHORTEST_REST = Duration.ofMillis(50);

	private final RetentionRows rows;

	private final Map<JobStatus, Duration> ages;

	private final @Nullable Duration operationAge;

	private final int largestBatch;

	private final Duration interval;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private Duration pause = Duration.ZERO;

	private int batchSize;

	private long deleted;

	private final AtomicBoolean running = new AtomicBoolean();

	RetentionCycle(RetentionRows rows, Map<JobStatus, Duration> ages, @Nullable Duration operationAge, int batchSize,
			Duration interval) {
		this.rows = rows;
		this.ages = ages;
		this.operationAge = operationAge;
		this.largestBatch = batchSize;
		this.batchSize = batchSize;
		this.interval = interval;
		this.scheduler.setThreadNamePrefix("compute-retention-");
		this.scheduler.setDaemon(true);
	}

	private void run() {
		this.pause = this.interval;
		long start = System.nanoTime();
		if (deleteBatches()) {
			Duration taken = Duration.ofNanos(System.nanoTime() - start);
			this.pause = (taken.compareTo(SHORTEST_REST) > 0) ? taken : SHORTEST_REST;
		}
		else if (this.deleted > 0) {
			LOG.info("Deleted {} jobs because of their age", this.deleted);
			this.deleted = 0;
		}
	}

	/**
	 * One batch of each kind. A failure, for example by a statement timeout, neither
	 * delays the other kinds nor is retried at once.
	 * @return whether there may be more
	 */
	private boolean deleteBatches() {
		int limit = this.batchSize;
		boolean more = false;
		RuntimeException failure = null;
		for (Supplier<Batch> statement : statements(limit)) {
			try {
				more |= statement.get().hasMore();
			}
			catch (DataAccessException | TransactionException ex) {
				failure = ex;
			}
		}
		if (failure != null) {
			this.batchSize = Math.max(1, limit / 2);
			LOG.warn("Failed to delete old rows, {} at once; retrying with {} in the next cycle: {}", limit,
					this.batchSize, failure.getMessage());
			return false;
		}
		this.batchSize = Math.min(this.largestBatch, limit * 2);
		return more;
	}

	private List<Supplier<Batch>> statements(int limit) {
		List<Supplier<Batch>> statements = new ArrayList<>();
		this.ages.forEach((status, age) -> statements.add(() -> {
			Batch jobs = this.rows.delete(status, age, limit);
			this.deleted += jobs.deleted();
			return jobs;
		}));
		Duration age = this.operationAge;
		if (age != null) {
			statements.add(() -> this.rows.deleteOperation(age, limit));
		}
		statements.add(() -> this.rows.deleteTombstones(limit));
		statements.add(() -> this.rows.deleteLostWorkers(limit));
		statements.add(() -> this.rows.deleteResolvedMessages(limit));
		return statements;
	}

	private Instant next(TriggerContext context) {
		return context.getClock().instant().plus(this.pause);
	}

	@Override
	public void start() {
		if (!this.running.compareAndSet(false, true)) {
			return;
		}
		this.pause = Duration.ZERO;
		this.scheduler.initialize();
		this.scheduler.schedule(this::run, this::next);
	}

	@Override
	public void stop() {
		this.scheduler.shutdown();
		this.running.set(false);
	}

	@Override
	public boolean isRunning() {
		return this.running.get();
	}

}
