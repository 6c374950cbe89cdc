package io.computeplatform.worker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.computeplatform.broker.WakeUp;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.Claim;
import io.computeplatform.store.ClaimRows;

/**
 * Claims the try that a message announces, however long database and lease take to be
 * good.
 */
final class Claims {

	private static final Duration PAUSE = Duration.ofMillis(1);

	private static final int RETRIES = 6;

	private final ClaimRows rows;

	private final WorkerLease lease;

	private final RunningAttempts running;

	private final Persistence persistence;

	private final JobQueues queues;

	Claims(ClaimRows rows, WorkerLease lease, RunningAttempts running, Persistence persistence, JobQueues queues) {
		this.rows = rows;
		this.lease = lease;
		this.running = running;
		this.persistence = persistence;
		this.queues = queues;
	}

	/**
	 * Claims a try. One that was won and does not become a running attempt must be
	 * {@linkplain #done(WakeUp) done}.
	 */
	Claim claim(WakeUp message, JobQueue queue) {
		if (!this.running.reserve(message.id(), message.tryCount())) {
			// Another thread of this process is at it.
			return new Claim.Stale();
		}
		boolean won = false;
		try {
			Claim claim = untilLeaseIsGood(message, queue);
			if (claim instanceof Claim.Unserved unserved
					&& !this.queues.executorsFor(queue, unserved.type(), unserved.otherTypes()).isEmpty()) {
				// An older version has written the row. Now the type is known.
				claim = untilLeaseIsGood(message, queue);
			}
			won = claim instanceof Claim.Won;
			return claim;
		}
		finally {
			if (!won) {
				done(message);
			}
		}
	}

	private Claim untilLeaseIsGood(WakeUp message, JobQueue queue) {
		// A mark or another look holds a row for a moment only.
		int retries = 0;
		while (true) {
			String worker = this.lease.awaitGood();
			AtomicBoolean repeated = new AtomicBoolean();
			Claim claim = this.persistence.untilDone("claim job " + message.id(), () -> this.rows.claim(message.id(),
					queue.name(), message.tryCount(), worker, repeated.getAndSet(true), this.queues.served(queue)));
			if (claim instanceof Claim.LeaseLost) {
				this.lease.distrust();
			}
			else if (claim instanceof Claim.Won && !this.lease.isGood() && !this.lease.awaitGood().equals(worker)) {
				// The answer came after the worker was declared lost.
				return new Claim.Stale();
			}
			else if (!(claim instanceof Claim.Locked) || retries == RETRIES) {
				return claim;
			}
			else {
				LockSupport.parkNanos(PAUSE.toNanos() << retries++);
			}
		}
	}

	void done(WakeUp message) {
		this.running.free(message.id(), message.tryCount());
	}

}
