package io.computeplatform.internal.submission;

import java.time.Duration;
import java.util.Optional;

import io.computeplatform.InvalidJobException;
import io.computeplatform.Job;
import io.computeplatform.JobId;
import io.computeplatform.internal.event.FinishedJobs;
import io.computeplatform.internal.store.JobRows;

import org.springframework.transaction.IllegalTransactionStateException;

/**
 * Waits for the end of jobs. One that ends in this process wakes the caller. Others are
 * looked up, on the caller's thread, because its connection may depend on it.
 */
final class ResultWait {

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

	/**
	 * Longer ones do not fit into nanoseconds.
	 */
	private static final Duration LONGEST = Duration.ofDays(36500);

	private final JobRows jobs;

	private final FinishedJobs finished;

	ResultWait(JobRows jobs, FinishedJobs finished) {
		this.jobs = jobs;
		this.finished = finished;
	}

	Optional<Job> await(JobId id, Duration timeout) throws InterruptedException {
		if (timeout.isNegative()) {
			throw new InvalidJobException("timeout", timeout, "zero or more");
		}
		if (this.jobs.isInTransaction()) {
			throw new IllegalTransactionStateException("A transaction can't wait for job " + id
					+ ": it would stay open meanwhile, and what it has submitted or changed runs only after its "
					+ "commit. Call awaitResult after the commit, or in a method without a transaction");
		}
		long end = System.nanoTime() + shorter(timeout, LONGEST).toNanos();
		try (FinishedJobs.Wait wait = this.finished.register(id)) {
			Duration pause = SHORTEST_PAUSE;
			while (true) {
				Optional<Job> job = this.jobs.find(id.value());
				if (job.isEmpty() || job.get().status().isFinished()) {
					return job;
				}
				Duration left = Duration.ofNanos(end - System.nanoTime());
				if (left.isNegative() || left.isZero()) {
					return Optional.empty();
				}
				wait.await(shorter(left, pause));
				pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
			}
		}
	}

	private static Duration shorter(Duration one, Duration other) {
		return (one.compareTo(other) < 0) ? one : other;
	}

}
