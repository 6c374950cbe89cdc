package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.JobTimeoutException;
import io.computeplatform.internal.event.Events;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.report.AttemptReports;
import io.computeplatform.internal.store.AttemptRows;
import io.computeplatform.internal.store.AttemptRows.Success;
import io.computeplatform.internal.store.AttemptRows.UnfinishedAttempt;
import io.computeplatform.internal.store.Claim;
import io.computeplatform.internal.store.DecidedFailure;
import io.computeplatform.internal.store.Recorded;
import io.computeplatform.internal.store.RecordedFailure;
import io.computeplatform.internal.store.UnservedRows.Release;
import io.computeplatform.internal.support.Chunks;
import io.computeplatform.internal.text.FailureCopy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.CannotAcquireLockException;

/**
 * Records how an attempt ended, then publishes the message that is pending because of it.
 * Internal, thread-safe.
 */
public final class AttemptCompleter {

	private static final Logger LOG = LoggerFactory.getLogger(AttemptCompleter.class);

	private static final String RELEASED = "released";

	private static final String LATE = "late";

	private static final int MANY_MESSAGES = 10;

	/**
	 * Characters of results in one statement.
	 */
	private static final long MAX_RESULTS = 8_000_000;

	private final AttemptRows rows;

	private final AttemptReports reports;

	private final FailureRecorder failures;

	private final UnservedAttempts unserved;

	private final JobEvents events;

	private final OutageRetry outageRetry;

	private final Duration grace;

	private final int maxReleases;

	private final Duration completionDelay;

	private final Executor callbacks;

	private final BatchExecutor<Attempt, Recorded<Duration>> successes;

	private final BatchExecutor<Failed, Recorded<Sent>> failed;

	private final BatchExecutor<Attempt, Recorded<Release>> releases;

	private final AtomicLong lateOutcomes = new AtomicLong();

	AttemptCompleter(AttemptRows rows, AttemptReports reports, FailureRecorder failures, UnservedAttempts unserved,
			JobEvents events, Supplier<CountDownLatch> over, Duration grace, int maxReleases, Duration completionDelay,
			Executor writers, Executor callbacks) {
		BooleanSupplier isOver = () -> over.get().getCount() == 0;
		this.rows = rows;
		this.reports = reports;
		this.failures = failures;
		this.unserved = unserved;
		this.events = events;
		this.outageRetry = new OutageRetry(over);
		this.grace = grace;
		this.maxReleases = maxReleases;
		this.completionDelay = completionDelay;
		this.callbacks = callbacks;
		this.successes = new BatchExecutor<>(this::recordSuccesses, writers, callbacks,
				Recorded.Locked.class::isInstance, isOver,
				(attempt) -> "record the success of job " + attempt.claim().id());
		this.failed = new BatchExecutor<>(this::recordFailures, writers, callbacks, Recorded.Locked.class::isInstance,
				isOver, (failed) -> "record the failure of job " + failed.attempt().claim().id());
		this.releases = new BatchExecutor<>(this::releaseUnserved, writers, callbacks,
				Recorded.Locked.class::isInstance, isOver, (attempt) -> "release job " + attempt.claim().id());
	}

	/**
	 * Completes an attempt without its thread, which may never end.
	 * @param attempt the attempt, taken over
	 */
	void takeOver(Attempt attempt) {
		try {
			complete(attempt, null).join();
		}
		finally {
			attempt.observation().stop();
		}
	}

	/**
	 * Completes an attempt. Returns when it is decided what is to be recorded.
	 * @param attempt the attempt, ended or taken over
	 * @param failure exception of the executor, or {@code null}
	 * @return completes when the outcome is recorded, with {@code true} if the job was
	 * released for another worker
	 */
	CompletableFuture<Boolean> complete(Attempt attempt, @Nullable Throwable failure) {
		attempt.report().close();
		StopReason stopReason = attempt.stopReason();
		if (stopReason == null) {
			return ended(attempt, failure).thenApply((nothing) -> false);
		}
		return switch (stopReason) {
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
	 * Completes an attempt that this worker has claimed and that no thread runs.
	 * @param row the attempt
	 */
	void completeOrphan(UnfinishedAttempt row) {
		this.failures.completeOrphans(List.of(row));
	}

	private CompletableFuture<@Nullable Void> ended(Attempt attempt, @Nullable Throwable failure) {
		if (failure == null) {
			return succeed(attempt);
		}
		if (!(FailureCopy.original(failure) instanceof UnknownSubtypeException)) {
			return fail(attempt, FailureReason.EXECUTOR_FAILED, failure);
		}
		return this.releases.submit(attempt, delay(attempt), attempt::defer).thenCompose((recorded) -> {
			if (recorded instanceof Recorded.Late<Release>) {
				attempt.observation().error(failure);
				return record(attempt, this.failures.unserved(attempt.key(), failure));
			}
			if (recorded instanceof Recorded.Done<Release> done) {
				attempt.observation().outcome(RELEASED);
				this.unserved.handleReleased(attempt, done.value(), failure);
			}
			else {
				notRecorded(attempt, RELEASED, recorded);
			}
			return CompletableFuture.completedFuture(null);
		});
	}

	private List<Recorded<Release>> releaseUnserved(List<Attempt> attempts, boolean repeated) {
		// The rows of attempts that were released before no longer match.
		return attempts.stream().map(this.unserved::release).toList();
	}

	private CompletableFuture<@Nullable Void> succeed(Attempt attempt) {
		Claim.Claimed claim = attempt.claim();
		return this.successes.submit(attempt, delay(attempt), attempt::defer).thenAccept((recorded) -> {
			if (recorded instanceof Recorded.Done<Duration> done) {
				attempt.observation().outcome(JobStatus.COMPLETE.value());
				this.events.publish(new Events.JobCompleted(new JobId(claim.id()), claim.queue(), claim.tryNumber(),
						claim.maxTries(), done.value()));
			}
			else {
				notRecorded(attempt, "success", recorded);
			}
		});
	}

	private List<Recorded<Duration>> recordSuccesses(List<Attempt> attempts, boolean repeated) {
		this.reports.write(attempts.stream().map(Attempt::report).toList());
		// The statement reports attempts that were recorded before.
		List<Success> successes = attempts.stream().map((attempt) -> attempt.report().success()).toList();
		return Chunks.of(successes, Success::size, MAX_RESULTS)
			.stream()
			.flatMap((chunk) -> this.rows.complete(chunk).stream())
			.toList();
	}

	private CompletableFuture<@Nullable Void> fail(Attempt attempt, FailureReason reason, Throwable failure) {
		Claim.Claimed claim = attempt.claim();
		attempt.observation().error(failure);
		return record(attempt,
				this.outageRetry.untilDone("decide on the failure of job " + claim.id(), () -> this.failures
					.decide(attempt.key(), claim.queue(), claim.maxTries(), claim.triesBefore(), reason, failure)));
	}

	private CompletableFuture<@Nullable Void> record(Attempt attempt, DecidedFailure outcome) {
		return this.failed.submit(new Failed(attempt, outcome), delay(attempt), attempt::defer)
			.thenCompose((recorded) -> {
				if (recorded instanceof Recorded.Done<Sent> done) {
					attempt.observation().outcome(reasonOf(done.value().recorded()).value());
					this.failures.publishEvent(done.value().recorded());
					// The new message is confirmed, or left to the relay, before the old
					// one is acknowledged, and not on the thread that receives confirms.
					return done.value().confirmed().thenApplyAsync((nothing) -> null, this.callbacks);
				}
				notRecorded(attempt, outcome.failure().reason().value(), recorded);
				return CompletableFuture.completedFuture(null);
			});
	}

	private List<Recorded<Sent>> recordFailures(List<Failed> attempts, boolean repeated) {
		this.reports.write(attempts.stream().map((failed) -> failed.attempt().report()).toList());
		return this.failures.record(attempts.stream().map(Failed::outcome).toList(), repeated)
			.stream()
			.map((recorded) -> recorded.<Sent>map((failure, before) -> new Sent(failure,
					// If it was recorded before, the job may have moved on since.
					before ? CompletableFuture.completedFuture(null) : this.failures.send(failure))))
			.toList();
	}

	/**
	 * With many prefetched messages a worker still has jobs while acknowledgements wait.
	 */
	private Duration delay(Attempt attempt) {
		return (attempt.queue().prefetch() >= MANY_MESSAGES) ? this.completionDelay : Duration.ZERO;
	}

	private static FailureReason reasonOf(RecordedFailure recorded) {
		// A requested cancel decides the outcome, also if the executor threw another
		// exception.
		return (recorded.message().status() == JobStatus.CANCELLED) ? FailureReason.CANCELLED
				: recorded.failure().reason();
	}

	private CompletableFuture<Boolean> release(Attempt attempt) {
		Claim.Claimed claim = attempt.claim();
		Recorded<JobStatus> released = this.outageRetry.untilDone("release job " + claim.id(), () -> {
			this.reports.write(List.of(attempt.report()));
			Recorded<JobStatus> result = this.rows.release(attempt.key(), this.grace, this.maxReleases);
			if (result instanceof Recorded.Locked<JobStatus>) {
				throw new CannotAcquireLockException("Another transaction holds its row");
			}
			return result;
		});
		if (!(released instanceof Recorded.Done<JobStatus> done) || done.value() == JobStatus.IN_PROGRESS) {
			// Changes nothing if the attempt was recorded before.
			return fail(attempt, FailureReason.WORKER_LOST, new TooManyReleasesException(attempt, this.maxReleases))
				.thenApply((nothing) -> true);
		}
		attempt.observation().outcome(RELEASED);
		LOG.info("Released job {} because the worker stops; attempt {} is not counted", claim.id(), claim.tryNumber());
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
			throw new OutageRetry.StoppedException("The worker stopped before it could record the outcome '" + outcome
					+ "' of job " + attempt.claim().id() + ", whose row another transaction holds", null);
		}
		late(attempt, outcome);
	}

	private void late(Attempt attempt, String outcome) {
		attempt.observation().outcome(LATE);
		LOG.warn(
				"Late outcome '{}' of attempt {} of job {} by worker {} ignored: its "
						+ "outcome was recorded before ({} late outcomes since start)",
				outcome, attempt.claim().tryNumber(), attempt.claim().id(), attempt.claim().worker(),
				this.lateOutcomes.incrementAndGet());
	}

	/**
	 * An attempt that failed.
	 *
	 * @param attempt the attempt
	 * @param outcome what to record
	 */
	private record Failed(Attempt attempt, DecidedFailure outcome) {

	}

	/**
	 * A failure that was recorded.
	 *
	 * @param recorded what was recorded
	 * @param confirmed completes when the message that is pending because of it is
	 * confirmed, or left to the relay
	 */
	private record Sent(RecordedFailure recorded, CompletableFuture<@Nullable Void> confirmed) {

	}

}
