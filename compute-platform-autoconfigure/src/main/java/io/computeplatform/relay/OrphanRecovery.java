package io.computeplatform.relay;

import java.util.List;
import java.util.UUID;

import io.computeplatform.queue.JobQueues;
import io.computeplatform.settlement.FailureSettlement;
import io.computeplatform.store.AttemptRows;
import io.computeplatform.store.AttemptRows.Unsettled;
import io.computeplatform.store.WorkerRows;
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

	OrphanRecovery(JobQueues queues, WorkerRows workers, AttemptRows attempts, FailureSettlement failures) {
		this.queues = queues;
		this.workers = workers;
		this.attempts = attempts;
		this.failures = failures;
	}

	void run() {
		this.workers.declareLost().forEach((worker) -> LOG.warn("Worker {} is lost: its lease has lapsed", worker));
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

}
