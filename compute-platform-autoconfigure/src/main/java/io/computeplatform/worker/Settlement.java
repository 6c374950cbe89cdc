package io.computeplatform.worker;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.JobTimeoutException;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.event.JobCompleted;
import io.computeplatform.settlement.FailureSettlement;
import io.computeplatform.store.AttemptKey;
import io.computeplatform.store.AttemptRows;
import io.computeplatform.store.AttemptRows.Unsettled;
import io.computeplatform.store.Claim;
import io.computeplatform.store.DecidedFailure;
import io.computeplatform.store.Recorded;
import io.computeplatform.store.Settled;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.CannotAcquireLockException;

/**
 * Writes down how an attempt ended, then sends what the row owes because of it.
 */
final class Settlement {

	private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

	private static final String GIVEN_BACK = "given-back";

	private static final String LATE = "late";

	private static final int MANY_MESSAGES = 10;

	private final AttemptRows rows;

	private final FailureSettlement failures;

	private final JobEvents events;

	private final Persistence persistence;

	private final Duration grace;

	private final int maxReleases;

	private final Executor tellers;

	private final GroupedStep<AttemptKey, Recorded<Duration>> successes;

	private final GroupedStep<DecidedFailure, Recorded<Sent>> failed;

	private final AtomicLong lateOutcomes = new AtomicLong();

	Settlement(AttemptRows rows, FailureSettlement failures, JobEvents events, Supplier<CountDownLatch> over,
			Duration grace, int maxReleases, Executor writers, Executor tellers) {
		BooleanSupplier isOver = () -> over.get().getCount() == 0;
		this.rows = rows;
		this.failures = failures;
		this.events = events;
		this.persistence = new Persistence(over);
		this.grace = grace;
		this.maxReleases = maxReleases;
		this.tellers = tellers;
		this.successes = new GroupedStep<>(this::recordSuccesses, writers, tellers, Recorded.Locked.class::isInstance,
				isOver, (attempt) -> "job " + attempt.id());
		this.failed = new GroupedStep<>(this::recordFailures, writers, tellers, Recorded.Locked.class::isInstance,
				isOver, (failure) -> "job " + failure.attempt().id());
	}

	/**
	 * Settles an attempt without its thread, which may never end.
	 * @param attempt the attempt, taken over
	 */
	void takeOver(Attempt attempt) {
		try {
			settle(attempt, null).join();
		}
		finally {
			attempt.observation().stop();
		}
	}

	/**
	 * Settles an attempt. Returns when it is decided what is to be recorded.
	 * @param attempt the attempt, ended or taken over
	 * @param failure what the executor threw, if it did
	 * @return whether the job was given back for another worker, once that is recorded
	 */
	CompletableFuture<Boolean> settle(Attempt attempt, @Nullable Throwable failure) {
		Interruption interruption = attempt.interruption();
		if (interruption == null) {
			return ((failure == null) ? complete(attempt) : fail(attempt, FailureReason.EXECUTOR_FAILED, failure))
				.thenApply((nothing) -> false);
		}
		return switch (interruption) {
			case TIMED_OUT ->
				fail(attempt, FailureReason.TIMED_OUT, timeout(attempt, failure)).thenApply((nothing) -> false);
			case LEASE_LOST -> {
				late(attempt, "lease lost");
				yield CompletableFuture.completedFuture(false);
			}
			case CANCELLED ->
				record(attempt, this.failures.cancelled(attempt.key(), failure)).thenApply((nothing) -> false);
			case STOPPED_WORKER -> fail(attempt, FailureReason.EXECUTOR_FAILED, new JobStoppedWorkerException(attempt))
				.thenApply((nothing) -> false);
			case SHUTDOWN -> release(attempt);
		};
	}

	/**
	 * Settles an attempt that this worker has claimed and lost sight of.
	 * @param row the attempt
	 */
	void abandon(Unsettled row) {
		this.failures.settleLost(List.of(row));
	}

	private CompletableFuture<@Nullable Void> complete(Attempt attempt) {
		Claim.Won claim = attempt.claim();
		return this.successes.ask(attempt.key(), isPatient(attempt), attempt::holdUp).thenAccept((recorded) -> {
			if (recorded instanceof Recorded.Done<Duration> done) {
				attempt.observation().outcome(JobStatus.COMPLETE.value());
				this.events.publish(new JobCompleted(new JobId(claim.id()), claim.queue(), claim.tryNumber(),
						claim.maxTries(), done.value()));
			}
			else {
				notRecorded(attempt, "success", recorded);
			}
		});
	}

	private List<Recorded<Duration>> recordSuccesses(List<AttemptKey> attempts, boolean repeated) {
		// What was recorded before tells so by itself.
		return this.persistence.untilDone("record the success of " + describe(attempts),
				() -> this.rows.complete(attempts));
	}

	private CompletableFuture<@Nullable Void> fail(Attempt attempt, FailureReason reason, Throwable failure) {
		Claim.Won claim = attempt.claim();
		attempt.observation().error(failure);
		return record(attempt,
				this.persistence.untilDone("decide on the failure of job " + claim.id(), () -> this.failures
					.decide(attempt.key(), claim.queue(), claim.maxTries(), claim.triesBefore(), reason, failure)));
	}

	private CompletableFuture<@Nullable Void> record(Attempt attempt, DecidedFailure outcome) {
		return this.failed.ask(outcome, isPatient(attempt), attempt::holdUp).thenCompose((recorded) -> {
			if (recorded instanceof Recorded.Done<Sent> done) {
				attempt.observation().outcome(reasonOf(done.value().settled()).value());
				this.failures.tell(done.value().settled());
				// Confirmed before the old message is acknowledged, or left to the relay;
				// and not acknowledged on the thread that brings confirms.
				return done.value().confirmed().thenApplyAsync((nothing) -> null, this.tellers);
			}
			notRecorded(attempt, outcome.failure().reason().value(), recorded);
			return CompletableFuture.completedFuture(null);
		});
	}

	private List<Recorded<Sent>> recordFailures(List<DecidedFailure> attempts, boolean repeated) {
		AtomicBoolean again = new AtomicBoolean(repeated);
		return this.persistence
			.untilDone("record the failure of " + describe(attempts.stream().map(DecidedFailure::attempt).toList()),
					() -> this.failures.record(attempts, again.getAndSet(true)))
			.stream()
			.map((recorded) -> recorded.<Sent>map((settled, before) -> new Sent(settled,
					// What was recorded before, the job may have left behind since.
					before ? CompletableFuture.completedFuture(null) : this.failures.send(settled))))
			.toList();
	}

	/**
	 * Whether the worker holds so many messages that it runs out of none while its
	 * acknowledgements wait.
	 */
	private static boolean isPatient(Attempt attempt) {
		return attempt.queue().prefetch() >= MANY_MESSAGES;
	}

	private static String describe(List<AttemptKey> attempts) {
		return (attempts.size() == 1) ? "job " + attempts.get(0).id() : attempts.size() + " jobs";
	}

	private static FailureReason reasonOf(Settled settled) {
		// Whoever asked to cancel gets that, whatever the executor threw.
		return (settled.message().status() == JobStatus.CANCELLED) ? FailureReason.CANCELLED
				: settled.failure().reason();
	}

	private CompletableFuture<Boolean> release(Attempt attempt) {
		Claim.Won claim = attempt.claim();
		Recorded<JobStatus> released = this.persistence.untilDone("give back job " + claim.id(), () -> {
			Recorded<JobStatus> answer = this.rows.release(attempt.key(), this.grace, this.maxReleases);
			if (answer instanceof Recorded.Locked<JobStatus>) {
				throw new CannotAcquireLockException("Another transaction holds its row");
			}
			return answer;
		});
		if (!(released instanceof Recorded.Done<JobStatus> done) || done.value() == JobStatus.IN_PROGRESS) {
			// Changes nothing if the attempt was settled before.
			return fail(attempt, FailureReason.WORKER_LOST, new TooManyReleasesException(attempt, this.maxReleases))
				.thenApply((nothing) -> true);
		}
		attempt.observation().outcome(GIVEN_BACK);
		LOG.info("Job {} was given back, its try {} uncounted, because the worker stops", claim.id(),
				claim.tryNumber());
		return CompletableFuture.completedFuture(true);
	}

	private static Throwable timeout(Attempt attempt, @Nullable Throwable failure) {
		JobTimeoutException timeout = new JobTimeoutException(new JobId(attempt.claim().id()),
				attempt.claim().tryNumber(), Objects.requireNonNull(attempt.queue().timeout()));
		if (failure != null) {
			timeout.initCause(failure);
		}
		return timeout;
	}

	private void notRecorded(Attempt attempt, String outcome, Recorded<?> recorded) {
		if (recorded instanceof Recorded.Locked<?>) {
			attempt.observation().outcome(LATE);
			throw new Persistence.StoppedException("The worker stopped before it could record the outcome '" + outcome
					+ "' of job " + attempt.claim().id() + ", whose row another transaction holds", null);
		}
		late(attempt, outcome);
	}

	private void late(Attempt attempt, String outcome) {
		attempt.observation().outcome(LATE);
		LOG.warn(
				"Late outcome '{}' of try {} of job {} by worker {} changes nothing: the try was settled before "
						+ "({} late outcomes since start)",
				outcome, attempt.claim().tryNumber(), attempt.claim().id(), attempt.claim().worker(),
				this.lateOutcomes.incrementAndGet());
	}

	/**
	 * A failure that was recorded.
	 *
	 * @param settled what was recorded
	 * @param confirmed completes when what the row then owed is confirmed, or left to the
	 * relay
	 */
	private record Sent(Settled settled, CompletableFuture<@Nullable Void> confirmed) {

	}

}
