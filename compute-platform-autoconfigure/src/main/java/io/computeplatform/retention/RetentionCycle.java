package io.computeplatform.retention;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.computeplatform.JobStatus;
import io.computeplatform.store.RetentionRows;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TriggerContext;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Deletes old jobs and operations, in any number of instances at once. While there are
 * many it goes on batch by batch, and rests after each as long as it took: a busy
 * database is asked less.
 */
final class RetentionCycle implements SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(RetentionCycle.class);

	private static final Duration SHORTEST_REST = Duration.ofMillis(50);

	private final RetentionRows rows;

	private final Map<JobStatus, Duration> ages;

	private final @Nullable Duration operationAge;

	private final int batchSize;

	private final Duration interval;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private Duration pause = Duration.ZERO;

	private long deleted;

	private volatile boolean running;

	RetentionCycle(RetentionRows rows, Map<JobStatus, Duration> ages, @Nullable Duration operationAge, int batchSize,
			Duration interval) {
		this.rows = rows;
		this.ages = ages;
		this.operationAge = operationAge;
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
			LOG.info("{} jobs were deleted because of their age", this.deleted);
			this.deleted = 0;
		}
	}

	/**
	 * One batch of each status, and of an operation.
	 * @return whether there may be more
	 */
	private boolean deleteBatches() {
		boolean more = false;
		try {
			for (Map.Entry<JobStatus, Duration> age : this.ages.entrySet()) {
				int count = this.rows.delete(age.getKey(), age.getValue(), this.batchSize);
				this.deleted += count;
				more |= count == this.batchSize;
			}
			if (this.operationAge != null) {
				more |= this.rows.deleteOperation(this.operationAge, this.batchSize);
			}
			return more;
		}
		catch (DataAccessException | TransactionException ex) {
			LOG.warn("Old jobs could not be deleted; the next round tries again: {}", ex.getMessage());
			return false;
		}
	}

	private Instant next(TriggerContext context) {
		return context.getClock().instant().plus(this.pause);
	}

	@Override
	public void start() {
		this.pause = Duration.ZERO;
		this.scheduler.initialize();
		this.scheduler.schedule(this::run, this::next);
		this.running = true;
	}

	@Override
	public void stop() {
		this.scheduler.shutdown();
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
