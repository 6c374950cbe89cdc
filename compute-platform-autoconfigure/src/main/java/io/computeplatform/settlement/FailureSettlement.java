package io.computeplatform.settlement;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.WorkerLostException;
import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.dispatch.OwedLater;
import io.computeplatform.event.JobCancelled;
import io.computeplatform.event.JobFailed;
import io.computeplatform.event.JobRetried;
import io.computeplatform.retry.Decision;
import io.computeplatform.retry.FailedTry;
import io.computeplatform.retry.RetryDecider;
import io.computeplatform.store.AttemptKey;
import io.computeplatform.store.AttemptRows;
import io.computeplatform.store.AttemptRows.Unsettled;
import io.computeplatform.store.DecidedFailure;
import io.computeplatform.store.FailureRecord;
import io.computeplatform.store.OwedMessage;
import io.computeplatform.store.Recorded;
import io.computeplatform.store.Settled;
import io.computeplatform.store.UnservedRows;
import io.computeplatform.store.UnservedRows.UnservedJob;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * The one way in which an attempt ends without success. Internal, thread-safe.
 */
public final class FailureSettlement {

	private static final Logger LOG = LoggerFactory.getLogger(FailureSettlement.class);

	private static final int MAX_UNANSWERED = 1_000;

	private final RetryDecider decider;

	private final AttemptRows rows;

	private final UnservedRows unserved;

	private final Dispatcher dispatcher;

	private final OwedLater owedLater;

	private final JobEvents events;

	private final FailureText texts;

	private final FailureLogger log;

	private final Duration grace;

	/**
	 * Failures of lost workers that may be recorded: the answer was lost, and nobody else
	 * would tell listeners.
	 */
	private final Map<AttemptKey, DecidedFailure> unanswered = new ConcurrentHashMap<>();

	FailureSettlement(RetryDecider decider, AttemptRows rows, UnservedRows unserved, Dispatcher dispatcher,
			OwedLater owedLater, JobEvents events, FailureText texts, FailureLogger log, Duration grace) {
		this.decider = decider;
		this.rows = rows;
		this.unserved = unserved;
		this.dispatcher = dispatcher;
		this.owedLater = owedLater;
		this.events = events;
		this.texts = texts;
		this.log = log;
		this.grace = grace;
	}

	/**
	 * Decides on a failed attempt. Changes nothing, so that it can be repeated.
	 * @param attempt the attempt
	 * @param queue name of its queue
	 * @param maxTries tries that the job may have
	 * @param triesBefore tries that it had when it was submitted again under its id
	 * @param reason executor failed, timed out, or worker lost
	 * @param failure what was thrown, or stands for it
	 * @return what to record
	 */
	public DecidedFailure decide(AttemptKey attempt, String queue, int maxTries, int triesBefore, FailureReason reason,
			Throwable failure) {
		Decision decision = this.decider
			.decide(new FailedTry(attempt.id(), queue, attempt.tryNumber(), maxTries, triesBefore, reason, failure));
		FailureRecord record = this.texts.of(decision.reason(), failure);
		return (decision instanceof Decision.Retry retry)
				? new DecidedFailure(attempt, record, JobStatus.QUEUED, retry.delay())
				: new DecidedFailure(attempt, record, JobStatus.FAILED, Duration.ZERO);
	}

	/**
	 * Decides on an attempt whose worker is lost, or has lost sight of it.
	 * @param row the attempt
	 * @return what to record
	 */
	private DecidedFailure lost(Unsettled row) {
		AttemptKey attempt = row.attempt();
		return decide(attempt, row.queue(), row.maxTries(), row.triesBefore(), FailureReason.WORKER_LOST,
				new WorkerLostException(new JobId(attempt.id()), attempt.tryNumber(), attempt.worker()));
	}

	/**
	 * Describes an attempt that was cancelled.
	 * @param attempt the attempt
	 * @param failure what its executor threw when it was interrupted, if anything
	 * @return what to record
	 */
	public DecidedFailure cancelled(AttemptKey attempt, @Nullable Throwable failure) {
		FailureRecord record = (failure != null) ? this.texts.of(FailureReason.CANCELLED, failure)
				: new FailureRecord(FailureReason.CANCELLED, null, "Cancelled while it ran", null, List.of(), null);
		return new DecidedFailure(attempt, record, JobStatus.CANCELLED, Duration.ZERO);
	}

	/**
	 * Fails a job for good that no instance has taken for too long. Has its dead letter
	 * sent and listeners told.
	 * @param job the job
	 * @param since since when no instance has taken it
	 * @param worker worker that met it last
	 * @param timeout how long that may be
	 * @param repeated whether the answer to the same call was lost before
	 */
	public void failUnserved(UnservedJob job, OffsetDateTime since, String worker, Duration timeout, boolean repeated) {
		FailureRecord failure = FailureText.unserved(job.queue(), job.type(), timeout);
		Optional<Settled> failed = this.unserved.fail(job, worker, timeout, failure, this.grace);
		failed.ifPresent(this::send);
		failed.or(() -> repeated ? this.unserved.failedBefore(job, since, worker, failure.reason()) : Optional.empty())
			.ifPresent(this::tellAlone);
	}

	/**
	 * Records failed attempts. Changes nothing but their rows, so that it can be
	 * repeated.
	 * @param attempts the attempts
	 * @param repeated whether the answer to the same call was lost before
	 * @return of each what was recorded, if it was still to be settled
	 */
	public List<Recorded<Settled>> record(List<DecidedFailure> attempts, boolean repeated) {
		List<Recorded<Settled>> recorded = this.rows.fail(attempts, this.grace, repeated);
		for (int i = 0; i < recorded.size(); i++) {
			if (recorded.get(i) instanceof Recorded.Done<Settled> done) {
				log(done.value(), attempts.get(i).failure());
			}
		}
		return recorded;
	}

	private void log(Settled settled, FailureRecord failure) {
		try {
			this.log.log(settled, failure);
		}
		catch (Throwable ex) {
			// It is recorded, and what follows from that follows.
			LOG.error("The failure of job {} could not be logged", settled.message().id(), ex);
		}
	}

	/**
	 * Settles attempts whose worker is lost, or has lost sight of them. Those that can't
	 * be settled now, for whatever reason, are left for the next time and harm no other.
	 * @param attempts the attempts
	 */
	public void settleLost(List<Unsettled> attempts) {
		List<DecidedFailure> decided = attempts.stream().flatMap((row) -> decideLost(row).stream()).toList();
		follow(recordLost(decided, false));
	}

	/**
	 * Looks again for what may have been recorded by {@link #settleLost} when its answer
	 * was lost.
	 */
	public synchronized void settleUnanswered() {
		List<DecidedFailure> before = List.copyOf(this.unanswered.values());
		if (!before.isEmpty()) {
			List<Recorded<Settled>> recorded = recordLost(before, true);
			before.forEach((failure) -> this.unanswered.remove(failure.attempt(), failure));
			follow(recorded);
		}
	}

	private void follow(List<Recorded<Settled>> recorded) {
		List<Recorded.Done<Settled>> settled = new ArrayList<>();
		for (Recorded<Settled> each : recorded) {
			if (each instanceof Recorded.Done<Settled> done) {
				settled.add(done);
			}
		}
		// What was recorded before, the job may have left behind since.
		settled.stream().filter((done) -> !done.before()).forEach((done) -> send(done.value()));
		settled.forEach((done) -> tellAlone(done.value()));
	}

	private void tellAlone(Settled settled) {
		try {
			tell(settled);
		}
		catch (Throwable ex) {
			LOG.error("Listeners could not be told of the failure of job {}", settled.message().id(), ex);
		}
	}

	private Optional<DecidedFailure> decideLost(Unsettled row) {
		try {
			return Optional.of(lost(row));
		}
		catch (DataAccessException | TransactionException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			LOG.error("What becomes of job {}, whose worker is lost, can't be decided", row.attempt().id(), ex);
			return Optional.empty();
		}
	}

	private List<Recorded<Settled>> recordLost(List<DecidedFailure> decided, boolean repeated) {
		try {
			return recordTwice(decided, repeated);
		}
		catch (DataIntegrityViolationException ex) {
			return recordAlone(decided, repeated, ex);
		}
		catch (Error ex) {
			// They may be too large together, and have been recorded before that.
			return recordAlone(decided, true, ex);
		}
	}

	/**
	 * One that can't be recorded must not stop the others.
	 */
	private List<Recorded<Settled>> recordAlone(List<DecidedFailure> decided, boolean repeated, Throwable failure) {
		if (decided.size() == 1) {
			// Again and again: without its trace.
			LOG.error("The failure of job {}, whose worker is lost, can't be recorded and is tried again: {}",
					decided.get(0).attempt().id(), failure.toString());
			return List.of();
		}
		return decided.stream().flatMap((one) -> recordLost(List.of(one), repeated).stream()).toList();
	}

	private List<Recorded<Settled>> recordTwice(List<DecidedFailure> decided, boolean repeated) {
		try {
			return record(decided, repeated);
		}
		catch (DataIntegrityViolationException ex) {
			throw ex;
		}
		catch (DataAccessException | TransactionException ex) {
			return recordAgain(decided);
		}
	}

	private List<Recorded<Settled>> recordAgain(List<DecidedFailure> decided) {
		try {
			return record(decided, true);
		}
		catch (DataIntegrityViolationException ex) {
			throw ex;
		}
		catch (DataAccessException | TransactionException ex) {
			if (this.unanswered.size() < MAX_UNANSWERED) {
				decided.forEach((failure) -> this.unanswered.put(failure.attempt(), failure));
			}
			throw ex;
		}
	}

	/**
	 * Sends what the row owes after its settlement, or has it sent when it is due.
	 * @param settled what was recorded
	 * @return completes when the message is confirmed, or left to the relay
	 */
	public CompletableFuture<@Nullable Void> send(Settled settled) {
		if (settled.isDue()) {
			return send(settled.message());
		}
		if (settled.message().status() != JobStatus.CANCELLED) {
			this.owedLater.afterCommit(settled.delay());
		}
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Tells listeners of a settlement.
	 * @param settled what was recorded
	 */
	public void tell(Settled settled) {
		OwedMessage job = settled.message();
		JobId id = new JobId(job.id());
		this.events.publish(switch (job.status()) {
			case QUEUED -> new JobRetried(id, job.queue(), job.tryCount(), settled.maxTries(), settled.failure(),
					settled.duration(), settled.delay());
			case FAILED -> new JobFailed(id, job.queue(), job.tryCount(), settled.maxTries(), settled.failure(),
					settled.duration());
			default -> new JobCancelled(id, job.queue(), job.tryCount(), settled.duration());
		});
	}

	private CompletableFuture<@Nullable Void> send(OwedMessage message) {
		UUID id = message.id();
		return dispatch(message).exceptionally((failure) -> {
			LOG.info("The message of job {} was not confirmed; the relay sends it: {}", id,
					Objects.requireNonNullElse(failure.getCause(), failure).getMessage());
			return null;
		});
	}

	private CompletableFuture<@Nullable Void> dispatch(OwedMessage message) {
		try {
			return this.dispatcher.dispatch(message);
		}
		catch (Throwable ex) {
			// It stays pending in its row, and others are settled with it.
			return CompletableFuture.failedFuture(ex);
		}
	}

}
