package io.computeplatform.relay;

import java.util.List;

import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.WorkerLostException;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.settlement.FailureSettlement;
import io.computeplatform.store.AttemptKey;
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
			orphans.forEach(this::settle);
		}
		while (orphans.size() == BATCH);
	}

	private void settle(Unsettled orphan) {
		AttemptKey attempt = orphan.attempt();
		WorkerLostException failure = new WorkerLostException(new JobId(attempt.id()), attempt.tryNumber(),
				attempt.worker());
		this.failures.fail(attempt, orphan.queue(), orphan.maxTries(), FailureReason.WORKER_LOST, failure)
			.ifPresent(this.failures::follow);
	}

}
