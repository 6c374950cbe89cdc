package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import io.computeplatform.internal.broker.JobMessage;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.AttemptRows;
import io.computeplatform.internal.store.Claim;
import io.computeplatform.internal.store.ClaimRows;
import io.computeplatform.internal.store.Recorded;

/**
 * Claims the attempt of a message. Waits while the database is down or the lease is not
 * valid. Internal, thread-safe.
 */
public final class Claims {

	private static final Duration PAUSE = Duration.ofMillis(1);

	private static final int RETRIES = 6;

	private final ClaimRows rows;

	private final AttemptRows attempts;

	private final Lease lease;

	private final RunningAttempts running;

	private final OutageRetry outageRetry;

	private final JobQueues queues;

	private final Duration grace;

	public Claims(ClaimRows rows, AttemptRows attempts, Lease lease, RunningAttempts running, OutageRetry outageRetry,
			JobQueues queues, Duration grace) {
		this.rows = rows;
		this.attempts = attempts;
		this.lease = lease;
		this.running = running;
		this.outageRetry = outageRetry;
		this.queues = queues;
		this.grace = grace;
	}

	/**
	 * Claims an attempt. If it succeeds and no attempt is run, call
	 * {@link #done(JobMessage) done}.
	 * @param message message of the job
	 * @param queue queue of the message
	 * @param ahead whether the attempt may start later, so that it is claimed only if the
	 * job can spare it
	 * @return the result
	 */
	public Claim claim(JobMessage message, JobQueue queue, boolean ahead) {
		if (!this.running.reserve(message.id(), message.tryCount())) {
			// Another thread of this process handles the same attempt.
			return new Claim.Stale();
		}
		boolean won = false;
		try {
			Claim claim = untilLeaseIsValid(message, queue, ahead);
			if (claim instanceof Claim.Unserved unserved
					&& !this.queues.executorsFor(queue, unserved.type(), unserved.otherTypes()).isEmpty()) {
				// The row was written by an older version, without the type. Now the type
				// is known.
				claim = untilLeaseIsValid(message, queue, ahead);
			}
			won = claim instanceof Claim.Claimed;
			return claim;
		}
		finally {
			if (!won) {
				done(message);
			}
		}
	}

	private Claim untilLeaseIsValid(JobMessage message, JobQueue queue, boolean ahead) {
		// A mark or another read locks a row only briefly.
		int retries = 0;
		while (true) {
			String worker = this.lease.awaitValid();
			AtomicBoolean repeated = new AtomicBoolean();
			Claim claim = this.outageRetry.untilDone("claim job " + message.id(),
					() -> this.rows.claim(message.id(), queue.name(), message.tryCount(), worker,
							repeated.getAndSet(true), ahead, this.queues.served(queue)));
			if (claim instanceof Claim.LeaseLost) {
				this.lease.invalidate();
			}
			else if (claim instanceof Claim.Claimed && !this.lease.isValid()
					&& !this.lease.awaitValid().equals(worker)) {
				// The response arrived after the worker was declared lost.
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

	/**
	 * Whether an attempt that was claimed before may start now.
	 */
	public boolean mayStart(JobMessage message, Claim.Claimed claim) {
		return this.lease.isValid() && claim.worker().equals(this.lease.worker())
				&& !this.running.isCancelled(message.id(), message.tryCount());
	}

	/**
	 * Releases an attempt that was claimed ahead and is not going to start soon. It does
	 * not count.
	 * @return whether another worker can take the job; {@code false} if another
	 * transaction holds its row
	 */
	public boolean giveBack(JobMessage message, Claim.Claimed claim) {
		boolean released = !(this.outageRetry.untilDone("release job " + claim.id(),
				() -> this.attempts.giveBack(claim.key(), this.grace)) instanceof Recorded.Locked<?>);
		if (released) {
			done(message);
		}
		return released;
	}

	public void done(JobMessage message) {
		this.running.free(message.id(), message.tryCount());
	}

}
