package io.computeplatform.internal.worker;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.computeplatform.internal.attempt.OutageRetry;
import io.computeplatform.internal.attempt.Shutdown;
import io.computeplatform.internal.queue.JobQueue;

/**
 * Lets as many jobs of a queue run at once as its concurrency permits. The queue has more
 * consumers than that: while its jobs are short, the others claim the next jobs, so that
 * no slot waits for a claim. Thread-safe.
 */
final class ExecutionSlots {

	private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

	private static final long DRAINING_CHECK_MILLIS = 200;

	private static final int MAX_AHEAD = 64;

	private static final int AVERAGED = 16;

	/**
	 * Fair: jobs run in the order of their claims.
	 */
	private final Semaphore free;

	private final int consumers;

	private final int prefetch;

	private final long claimAheadNanos;

	private final Shutdown shutdown;

	/**
	 * Moving average. Updates that are lost between threads do not matter.
	 */
	private volatile long averageNanos;

	private volatile long freedNanos = System.nanoTime();

	/**
	 * Creates the slots of a queue.
	 * @param queue the queue
	 * @param claimAhead average run time up to which jobs are claimed ahead, or zero
	 * @param shutdown state of the worker
	 */
	ExecutionSlots(JobQueue queue, Duration claimAhead, Shutdown shutdown) {
		this.free = new Semaphore(queue.concurrency(), true);
		// A single consumer keeps the order of its messages. With a prefetch of 1 no
		// message waits in a process while another process is idle. A single try must not
		// be counted before it starts.
		boolean ahead = !claimAhead.isZero() && queue.concurrency() > 1 && queue.prefetch() > 1
				&& queue.maxRetries() > 0;
		this.consumers = queue.concurrency() + (ahead ? Math.min(queue.concurrency(), MAX_AHEAD) : 0);
		this.prefetch = Math.max(1, queue.concurrency() * queue.prefetch() / this.consumers);
		this.claimAheadNanos = ahead ? claimAhead.toNanos() : 0;
		this.averageNanos = this.claimAheadNanos;
		this.shutdown = shutdown;
	}

	int consumers() {
		return this.consumers;
	}

	/**
	 * Number of messages that each consumer holds.
	 */
	int prefetch() {
		return this.prefetch;
	}

	/**
	 * Returns the slot for the next job. It is occupied unless the job may be claimed
	 * ahead, or the worker stops.
	 */
	Slot next() {
		Slot slot = new Slot();
		if (!isClaimedAhead()) {
			slot.occupy();
		}
		return slot;
	}

	private boolean isClaimedAhead() {
		return this.averageNanos < this.claimAheadNanos
				// Not while long jobs have all the slots.
				&& (this.free.availablePermits() > 0 || System.nanoTime() - this.freedNanos < this.claimAheadNanos);
	}

	/**
	 * A place for one job. Used by one thread.
	 */
	final class Slot implements AutoCloseable {

		private boolean occupied;

		private long occupiedNanos;

		boolean isOccupied() {
			return this.occupied;
		}

		/**
		 * Occupies it, before a claim.
		 * @return {@code false} if the worker stops before it is free
		 */
		boolean occupy() {
			while (!tryOccupy(DRAINING_CHECK_MILLIS)) {
				if (ExecutionSlots.this.shutdown.isDraining()) {
					return false;
				}
			}
			return true;
		}

		/**
		 * Occupies it, after a claim.
		 * @return whether it was free soon. {@code false} also if the process was stalled
		 * for so long that the claim is not recent any more
		 */
		boolean occupySoon() {
			long begin = System.nanoTime();
			return tryOccupy(LONGEST_WAIT.toMillis()) && System.nanoTime() - begin < 2 * LONGEST_WAIT.toNanos();
		}

		private boolean tryOccupy(long millis) {
			try {
				if (!this.occupied && ExecutionSlots.this.free.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
					this.occupied = true;
					this.occupiedNanos = System.nanoTime();
				}
				return this.occupied;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new OutageRetry.StoppedException("The consumer was stopped before it could start the job", ex);
			}
		}

		@Override
		public void close() {
			if (this.occupied) {
				this.occupied = false;
				long now = System.nanoTime();
				long average = ExecutionSlots.this.averageNanos;
				ExecutionSlots.this.averageNanos = average + (now - this.occupiedNanos - average) / AVERAGED;
				ExecutionSlots.this.freedNanos = now;
				ExecutionSlots.this.free.release();
			}
		}

	}

}
