package io.computeplatform.relay;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import io.computeplatform.queue.JobQueues;
import io.computeplatform.settlement.FailureSettlement;
import io.computeplatform.store.AttemptRows;
import io.computeplatform.store.AttemptRows.Unsettled;
import io.computeplatform.store.WorkerRows;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles the attempts of lost workers: an ordinary failure, with a reason of its own.
 */
final class OrphanRecovery {

	private static final Logger LOG = LoggerFactory.getLogger(OrphanRecovery.class);

	private static final int BATCH = 100;

	private static final UUID FIRST = new UUID(0, 0);

	private final JobQueues queues;

	private final WorkerRows workers;

	private final AttemptRows attempts;

	private final FailureSettlement failures;

	private final Duration leaseDuration;

	/** A look that comes so long after the one before has hung, or one between has. */
	private final Duration hung;

	private @Nullable OffsetDateTime lastLook;

	private @Nullable OffsetDateTime goodSince;

	OrphanRecovery(JobQueues queues, WorkerRows workers, AttemptRows attempts, FailureSettlement failures,
			Duration leaseDuration) {
		this.leaseDuration = leaseDuration;
		this.hung = leaseDuration.dividedBy(2);
		this.queues = queues;
		this.workers = workers;
		this.attempts = attempts;
		this.failures = failures;
	}

	void run() {
		this.failures.settleUnanswered();
		declareLost();
		UUID after = FIRST;
		List<Unsettled> orphans;
		do {
			orphans = this.attempts.orphans(this.queues.names(), after, BATCH);
			if (!orphans.isEmpty()) {
				this.failures.settleLost(orphans);
				after = orphans.get(orphans.size() - 1).attempt().id();
			}
		}
		while (orphans.size() == BATCH);
	}

	/**
	 * After an outage or a stall of the database every lease has lapsed. Workers that
	 * live get the time to renew theirs before anybody is declared lost: looks must have
	 * come through one after the other for the time of a whole lease.
	 */
	private void declareLost() {
		OffsetDateTime before = this.lastLook;
		OffsetDateTime look = this.workers.look();
		this.lastLook = look;
		if (before == null || Duration.between(before, look).abs().compareTo(this.hung) > 0) {
			this.goodSince = look;
		}
		if (this.goodSince != null && Duration.between(this.goodSince, look).compareTo(this.leaseDuration) > 0) {
			this.workers.declareLost(look, this.hung)
				.forEach((worker) -> LOG.warn("Worker {} is lost: its lease has lapsed", worker));
		}
	}

}
