package io.computeplatform.relay;

import java.util.List;
import java.util.Optional;

import io.computeplatform.queue.JobQueues;
import io.computeplatform.settlement.FailureSettlement;
import io.computeplatform.store.AttemptRows;
import io.computeplatform.store.AttemptRows.Unsettled;
import io.computeplatform.store.Settled;
import io.computeplatform.store.WorkerRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles the attempts of lost workers: an ordinary failure, with a reason of its own.
 */
final class OrphanRecovery {

	private static final Logger LOG = LoggerFactory.getLogger(OrphanRecovery.class);

	private static final int BATCH = 100;

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
		List<Unsettled> orphans;
		do {
			orphans = this.attempts.orphans(this.queues.names(), BATCH);
			if (!orphans.isEmpty()) {
				settle(orphans);
			}
		}
		while (orphans.size() == BATCH);
	}

	private void settle(List<Unsettled> orphans) {
		List<Settled> settled = this.failures.record(orphans.stream().map(this.failures::lost).toList())
			.stream()
			.flatMap(Optional::stream)
			.toList();
		settled.forEach(this.failures::send);
		settled.forEach(this.failures::tell);
	}

}
