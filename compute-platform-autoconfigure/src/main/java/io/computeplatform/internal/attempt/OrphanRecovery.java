package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.AttemptRows;
import io.computeplatform.internal.store.AttemptRows.UnfinishedAttempt;
import io.computeplatform.internal.store.WorkerRows;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recovers orphans: records the attempts of lost workers as failed, with a reason of
 * their own.
 */
final class OrphanRecovery implements Runnable {

	private static final Logger LOG = LoggerFactory.getLogger(OrphanRecovery.class);

	private static final int BATCH = 100;

	private static final UUID FIRST = new UUID(0, 0);

	private static final int CYCLES_PER_FULL_LOOK = 12;

	/**
	 * Longer than a claim that began before can take.
	 */
	private static final Duration RECENTLY_LOST = Duration.ofMinutes(5);

	private final JobQueues queues;

	private final WorkerRows workers;

	private final AttemptRows attempts;

	private final FailureRecorder failures;

	private final Duration leaseDuration;

	/**
	 * A longer interval between two cycles means that one of them, or the process, was
	 * stalled.
	 */
	private final Duration stallThreshold;

	private int cycles;

	private @Nullable OffsetDateTime lastCycleAt;

	private @Nullable OffsetDateTime uninterruptedSince;

	OrphanRecovery(JobQueues queues, WorkerRows workers, AttemptRows attempts, FailureRecorder failures,
			Duration leaseDuration) {
		this.leaseDuration = leaseDuration;
		this.stallThreshold = leaseDuration.dividedBy(2);
		this.queues = queues;
		this.workers = workers;
		this.attempts = attempts;
		this.failures = failures;
	}

	@Override
	public void run() {
		this.failures.recordUnconfirmed();
		declareLost();
		Duration lostWithin = (this.cycles % CYCLES_PER_FULL_LOOK == 0) ? null : RECENTLY_LOST;
		UUID after = FIRST;
		List<UnfinishedAttempt> orphans;
		do {
			orphans = this.attempts.orphans(this.queues.names(), lostWithin, after, BATCH);
			if (!orphans.isEmpty()) {
				this.failures.completeOrphans(orphans);
				after = orphans.get(orphans.size() - 1).attempt().id();
			}
		}
		while (orphans.size() == BATCH);
		this.cycles++;
	}

	/**
	 * After an outage or a stall of the database every lease has lapsed. Live workers get
	 * time to renew theirs before any worker is declared lost: cycles must have succeeded
	 * without interruption for the duration of a lease.
	 */
	private void declareLost() {
		OffsetDateTime before = this.lastCycleAt;
		OffsetDateTime now = this.workers.databaseTime();
		this.lastCycleAt = now;
		if (before == null || Duration.between(before, now).abs().compareTo(this.stallThreshold) > 0) {
			this.uninterruptedSince = now;
		}
		if (this.uninterruptedSince != null
				&& Duration.between(this.uninterruptedSince, now).compareTo(this.leaseDuration) > 0) {
			this.workers.declareLost(now, this.stallThreshold)
				.forEach((worker) -> LOG.warn("Worker {} is lost: its lease lapsed", worker));
		}
	}

}
