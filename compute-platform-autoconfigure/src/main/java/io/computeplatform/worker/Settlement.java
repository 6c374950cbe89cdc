package io.computeplatform.worker;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.JobTimeoutException;
import io.computeplatform.WorkerLostException;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.event.JobCompleted;
import io.computeplatform.settlement.FailureSettlement;
import io.computeplatform.store.AttemptKey;
import io.computeplatform.store.AttemptRows;
import io.computeplatform.store.AttemptRows.Unsettled;
import io.computeplatform.store.Claim;
import io.computeplatform.store.Settled;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down how an attempt ended, then sends what the row owes because of it.
 */
final class Settlement {

	private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

	private static final String GIVEN_BACK = "given-back";

	private static final String LATE = "late";

	private final AttemptRows rows;

	private final FailureSettlement failures;

	private final JobEvents events;

	private final Persistence persistence;

	private final Duration grace;

	private final AtomicLong lateOutcomes = new AtomicLong();

	Settlement(AttemptRows rows, FailureSettlement failures, JobEvents events, Persistence persistence,
			Duration grace) {
		this.rows = rows;
		this.failures = failures;
		this.events = events;
		this.persistence = persistence;
		this.grace = grace;
	}

	/**
	 * Settles an attempt without its thread, which may never end.
	 * @param attempt the attempt, taken over
	 */
	void takeOver(Attempt attempt) {
		try {
			settle(attempt, null);
		}
		finally {
			attempt.observation().stop();
		}
	}

	/**
	 * Settles an attempt.
	 * @param attempt the attempt, ended or taken over
	 * @param failure what the executor threw, if it did
	 * @return whether the job was given back for another worker
	 */
	boolean settle(Attempt attempt, @Nullable Throwable failure) {
		Interruption interruption = attempt.interruption();
		if (interruption == null) {
			if (failure == null) {
				complete(attempt);
			}
			else {
				fail(attempt, FailureReason.EXECUTOR_FAILED, failure);
			}
			return false;
		}
		switch (interruption) {
			case TIMED_OUT -> fail(attempt, FailureReason.TIMED_OUT, timeout(attempt, failure));
			case CANCELLED -> cancel(attempt, failure);
			case SHUTDOWN -> release(attempt);
		}
		return interruption == Interruption.SHUTDOWN;
	}

	/**
	 * Settles an attempt that this worker has claimed and lost sight of.
	 * @param row the attempt
	 */
	void abandon(Unsettled row) {
		AttemptKey key = row.attempt();
		WorkerLostException failure = new WorkerLostException(new JobId(key.id()), key.tryNumber(), key.worker());
		this.failures.fail(key, row.queue(), row.maxTries(), FailureReason.WORKER_LOST, failure)
			.ifPresent(this.failures::follow);
	}

	private void complete(Attempt attempt) {
		Claim.Won claim = attempt.claim();
		Optional<Duration> duration = this.persistence.untilDone("record the success of job " + claim.id(),
				() -> this.rows.complete(attempt.key()).or(() -> this.rows.completed(attempt.key())));
		if (duration.isPresent()) {
			attempt.observation().outcome(JobStatus.COMPLETE.value());
			this.events.publish(new JobCompleted(new JobId(claim.id()), claim.queue(), claim.tryNumber(),
					claim.maxTries(), duration.get()));
		}
		else {
			late(attempt, "success");
		}
	}

	private void fail(Attempt attempt, FailureReason reason, Throwable failure) {
		Claim.Won claim = attempt.claim();
		attempt.observation().error(failure);
		record(attempt, reason,
				() -> this.failures.fail(attempt.key(), claim.queue(), claim.maxTries(), reason, failure));
	}

	private void cancel(Attempt attempt, @Nullable Throwable failure) {
		record(attempt, FailureReason.CANCELLED, () -> this.failures.cancel(attempt.key(), failure));
	}

	private void record(Attempt attempt, FailureReason reason, Supplier<Optional<Settled>> step) {
		Optional<Settled> settled = this.persistence.untilDone("record the failure of job " + attempt.claim().id(),
				step);
		if (settled.isPresent()) {
			attempt.observation().outcome(reasonOf(settled.get()).value());
			// Confirmed before the old message is acknowledged, or left to the relay.
			this.failures.follow(settled.get()).join();
		}
		else if (this.persistence.untilDone("look up job " + attempt.claim().id(),
				() -> this.rows.isFailureRecorded(attempt.key()))) {
			attempt.observation().outcome(reason.value());
		}
		else {
			late(attempt, reason.value());
		}
	}

	private static FailureReason reasonOf(Settled settled) {
		// Whoever asked to cancel gets that, whatever the executor threw.
		return (settled.message().status() == JobStatus.CANCELLED) ? FailureReason.CANCELLED
				: settled.failure().reason();
	}

	private void release(Attempt attempt) {
		boolean own = this.persistence
			.untilDone("give back job " + attempt.claim().id(), () -> this.rows.release(attempt.key(), this.grace))
			.isPresent();
		attempt.observation().outcome(own ? GIVEN_BACK : LATE);
		if (own) {
			LOG.info("Job {} was given back, its try {} uncounted, because the worker stops", attempt.claim().id(),
					attempt.claim().tryNumber());
		}
	}

	private static Throwable timeout(Attempt attempt, @Nullable Throwable failure) {
		JobTimeoutException timeout = new JobTimeoutException(new JobId(attempt.claim().id()),
				attempt.claim().tryNumber(), Objects.requireNonNull(attempt.queue().timeout()));
		if (failure != null) {
			timeout.initCause(failure);
		}
		return timeout;
	}

	private void late(Attempt attempt, String outcome) {
		attempt.observation().outcome(LATE);
		LOG.warn(
				"Late outcome '{}' of try {} of job {} by worker {} changes nothing: the try was settled before "
						+ "({} late outcomes since start)",
				outcome, attempt.claim().tryNumber(), attempt.claim().id(), attempt.claim().worker(),
				this.lateOutcomes.incrementAndGet());
	}

}
