package io.computeplatform.internal.worker;

import java.time.Duration;

import io.computeplatform.internal.outbox.RelayTrigger;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.UnservedRows;

/**
 * Publishes again the messages of jobs that other instances released, and for whose type
 * this process has an executor. A new executor then need not wait for pauses that have
 * grown.
 */
final class UnservedMessageResender implements Runnable {

	static final Duration INTERVAL = Duration.ofSeconds(1);

	private static final int BATCH = 100;

	private final UnservedRows rows;

	private final JobQueues queues;

	private final RelayTrigger relayTrigger;

	UnservedMessageResender(UnservedRows rows, JobQueues queues, RelayTrigger relayTrigger) {
		this.rows = rows;
		this.queues = queues;
		this.relayTrigger = relayTrigger;
	}

	@Override
	public void run() {
		for (String name : this.rows.queues(this.queues.names(), INTERVAL)) {
			JobQueue queue = this.queues.get(name);
			if (this.rows.sendAgain(name, this.queues.served(queue), INTERVAL, BATCH) > 0) {
				this.relayTrigger.afterCommit(Duration.ZERO);
			}
		}
	}

}
