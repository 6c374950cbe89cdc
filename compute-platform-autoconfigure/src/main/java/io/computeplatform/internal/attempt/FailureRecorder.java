package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
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
import io.computeplatform.internal.event.Events;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.outbox.OutboxPublisher;
import io.computeplatform.internal.outbox.RelayTrigger;
import io.computeplatform.internal.retry.Decision;
import io.computeplatform.internal.retry.AttemptFailure;
import io.computeplatform.internal.retry.RetryDecider;
import io.computeplatform.internal.store.AttemptKey;
import io.computeplatform.internal.store.AttemptRows;
import io.computeplatform.internal.store.AttemptRows.UnfinishedAttempt;
import io.computeplatform.internal.store.DecidedFailure;
import io.computeplatform.internal.store.FailureRecord;
import io.computeplatform.internal.store.OutboxMessage;
import io.computeplatform.internal.store.Recorded;
import io.computeplatform.internal.store.RecordedFailure;
import io.computeplatform.internal.store.UnservedRows;
import io.computeplatform.internal.store.UnservedRows.UnservedJob;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * Records failed attempts and jobs. Internal, thread-safe.
 */
public final class FailureRecorder {

	private static final Logger LOG = LoggerFactory.getLogger(FailureRecorder.class);

	private static final int MAX_UNCONFIRMED = 1_000;

	private static final int MAX_REFUSED = 3;

	private final RetryDecider decider;

	private final AttemptRows rows;

	private final UnservedRows unserved;

	private final OutboxPublisher outboxPublisher;

	private final RelayTrigger relayTrigger;

	private final JobEvents events;

	private final FailureText texts;

	private final FailureLogger log;

	private final Duration grace;

	/**
	 * Failures of lost workers that may be recorded: the response was lost, and listeners
	 * were not called.
	 */
	private final Map<AttemptKey, DecidedFailure> unconfirmed = new ConcurrentHashMap<>();

	FailureRecorder(RetryDecider decider, AttemptRows rows, UnservedRows unserved, OutboxPublisher outboxPublisher,
			RelayTrigger relayTrigger, JobEvents events, FailureText texts, FailureLogger log, Duration grace) {
		this.decider = decider;
		this.rows = rows;
		this.unserved = unserved;
		this.outboxPublisher = outboxPublisher;
		this.relayTrigger = relayTrigger;
		this.events = events;
		this.texts = texts;
		this.log = log;
		this.grace = grace;
	}

	/**
	 * Decides what follows from a failed attempt. Has no side effects, so that it can be
	 * repeated.
	 * @param attempt the attempt
	 * @param queue name of its queue
	 * @param maxTries tries that the job may have
	 * @param triesBefore try count when it was submitted again under its id
	 * @param reason executor failed, timed out, or worker lost
	 * @param failure the exception, or one that represents the failure
	 * @return what to record
	 */
	public DecidedFailure decide(AttemptKey attempt, String queue, int maxTries, int triesBefore, FailureReason reason,
			Throwable failure) {
		Decision decision = this.decider.decide(
				new AttemptFailure(attempt.id(), queue, attempt.tryNumber(), maxTries, triesBefore, reason, failure));
		FailureRecord record = this.texts.of(decision.reason(), failure);
		return (decision instanceof Decision.Retry retry)
				? new DecidedFailure(attempt, record, JobStatus.QUEUED, retry.delay())
				: new DecidedFailure(attempt, record, JobStatus.FAILED, Duration.ZERO);
	}

	/**
	 * Decides what follows from an attempt whose worker is lost, or that no thread runs.
	 * @param row the attempt
	 * @return what to record
	 */
	private DecidedFailure lost(UnfinishedAttempt row) {
		AttemptKey attempt = row.attempt();
		return decide(attempt, row.queue(), row.maxTries(), row.triesBefore(), FailureReason.WORKER_LOST,
				new WorkerLostException(new JobId(attempt.id()), attempt.tryNumber(), attempt.worker()));
	}

	/**
	 * Describes an attempt that was cancelled.
	 * @param attempt the attempt
	 * @param failure exception of its executor when it was interrupted, if any
	 * @return what to record
	 */
	public DecidedFailure cancelled(AttemptKey attempt, @Nullable Throwable failure) {
		FailureRecord record = (failure != null) ? this.texts.of(FailureReason.CANCELLED, failure)
				: new FailureRecord(FailureReason.CANCELLED, null, "Cancelled while it ran", null, List.of(), null);
		return new DecidedFailure(attempt, record, JobStatus.CANCELLED, Duration.ZERO);
	}

	/**
	 * Describes an attempt whose payload no instance could read in time.
	 * @param attempt the attempt
	 * @param failure why this instance can't read it
	 * @return what to record
	 */
	public DecidedFailure unserved(AttemptKey attempt, Throwable failure) {
		return new DecidedFailure(attempt, this.texts.of(FailureReason.NO_EXECUTOR, failure), JobStatus.FAILED,
				Duration.ZERO);
	}

	/**
	 * Fails an unserved job after its timeout. Publishes its dead letter and calls
	 * listeners.
	 * @param job the job
	 * @param since since when no instance could run it
	 * @param worker worker that received its message last
	 * @param timeout the timeout
	 * @param repeated whether the response of the same call was lost before
	 */
	public void failUnserved(UnservedJob job, OffsetDateTime since, String worker, Duration timeout, boolean repeated) {
		FailureRecord failure = FailureText.unserved(job.queue(), job.type(), timeout);
		Optional<RecordedFailure> failed = this.unserved.fail(job, worker, timeout, failure, this.grace);
		failed.ifPresent(this::send);
		failed.or(() -> repeated ? this.unserved.failedBefore(job, since, worker, failure.reason()) : Optional.empty())
			.ifPresent(this::publishEventSafely);
	}

	/**
	 * Records failed attempts. Changes nothing but their rows, so that it can be
	 * repeated.
	 * @param attempts the attempts
	 * @param repeated whether the response of the same call was lost before
	 * @return for each what was recorded, if its outcome was not recorded before
	 */
	public List<Recorded<RecordedFailure>> record(List<DecidedFailure> attempts, boolean repeated) {
		List<Recorded<RecordedFailure>> recorded = this.rows.fail(attempts, this.grace, repeated);
		for (int i = 0; i < recorded.size(); i++) {
			if (recorded.get(i) instanceof Recorded.Done<RecordedFailure> done) {
				log(done.value(), attempts.get(i).failure());
			}
		}
		return recorded;
	}

	private void log(RecordedFailure recorded, FailureRecord failure) {
		try {
			this.log.log(recorded, failure);
		}
		catch (Throwable ex) {
			// The failure is recorded. The steps that follow must not be skipped.
			LOG.error("Failed to log the failure of job {}", recorded.message().id(), ex);
		}
	}

	/**
	 * Completes attempts whose worker is lost, or that no thread runs. Those that can't
	 * be completed now are retried in the next cycle, and do not affect the others.
	 * @param attempts the attempts
	 */
	public void completeOrphans(List<UnfinishedAttempt> attempts) {
		List<DecidedFailure> decided = attempts.stream().flatMap((row) -> decideLost(row).stream()).toList();
		follow(recordLost(decided, false));
	}

	/**
	 * Checks again what {@link #completeOrphans} may have recorded when its response was
	 * lost.
	 */
	public synchronized void recordUnconfirmed() {
		List<DecidedFailure> before = List.copyOf(this.unconfirmed.values());
		if (!before.isEmpty()) {
			List<Recorded<RecordedFailure>> recorded = recordLost(before, true);
			before.forEach((failure) -> this.unconfirmed.remove(failure.attempt(), failure));
			follow(recorded);
		}
	}

	private void follow(List<Recorded<RecordedFailure>> results) {
		List<Recorded.Done<RecordedFailure>> recorded = new ArrayList<>();
		for (Recorded<RecordedFailure> each : results) {
			if (each instanceof Recorded.Done<RecordedFailure> done) {
				recorded.add(done);
			}
		}
		// If it was recorded before, the job may have moved on since.
		recorded.stream().filter((done) -> !done.before()).forEach((done) -> send(done.value()));
		recorded.forEach((done) -> publishEventSafely(done.value()));
	}

	private void publishEventSafely(RecordedFailure recorded) {
		try {
			publishEvent(recorded);
		}
		catch (Throwable ex) {
			LOG.error("Failed to call listeners for the failure of job {}", recorded.message().id(), ex);
		}
	}

	private Optional<DecidedFailure> decideLost(UnfinishedAttempt row) {
		try {
			return Optional.of(lost(row));
		}
		catch (DataAccessException | TransactionException ex) {
			throw ex;
		}
		catch (Throwable ex) {
			LOG.error("Failed to decide on a retry of job {}, whose worker is lost", row.attempt().id(), ex);
			return Optional.empty();
		}
	}

	private List<Recorded<RecordedFailure>> recordLost(List<DecidedFailure> decided, boolean repeated) {
		try {
			return recordTwice(decided, repeated);
		}
		catch (DataIntegrityViolationException ex) {
			return recordEach(decided, repeated, ex);
		}
		catch (DataAccessException | TransactionException | Error ex) {
			// They may have been recorded before the failure.
			return recordEach(decided, true, ex);
		}
	}

	/**
	 * An attempt that can't be recorded must not stop the others, even if its failure
	 * looks like an outage. During an outage the loop ends early, and starts with another
	 * attempt each time.
	 */
	private List<Recorded<RecordedFailure>> recordEach(List<DecidedFailure> decided, boolean repeated,
			Throwable failure) {
		List<DecidedFailure> others = new ArrayList<>(decided);
		Collections.shuffle(others);
		List<Recorded<RecordedFailure>> recorded = new ArrayList<>();
		int refused = 0;
		for (Iterator<DecidedFailure> each = others.iterator(); each.hasNext() && refused < MAX_REFUSED;) {
			DecidedFailure one = each.next();
			try {
				recorded.addAll(record(List.of(one), repeated));
				this.unconfirmed.remove(one.attempt(), one);
			}
			catch (DataIntegrityViolationException | Error ex) {
				logUnrecorded(one, ex);
			}
			catch (DataAccessException | TransactionException ex) {
				refused++;
				logUnrecorded(one, ex);
			}
		}
		if (recorded.isEmpty() && refused > 0 && failure instanceof RuntimeException outage) {
			throw outage;
		}
		return recorded;
	}

	private static void logUnrecorded(DecidedFailure one, Throwable failure) {
		// Without stack trace, because it repeats.
		LOG.error("Failed to record the failure of job {}, whose worker is lost; retrying: {}", one.attempt().id(),
				failure.toString());
	}

	private List<Recorded<RecordedFailure>> recordTwice(List<DecidedFailure> decided, boolean repeated) {
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

	private List<Recorded<RecordedFailure>> recordAgain(List<DecidedFailure> decided) {
		try {
			return record(decided, true);
		}
		catch (DataIntegrityViolationException ex) {
			throw ex;
		}
		catch (DataAccessException | TransactionException ex) {
			if (this.unconfirmed.size() < MAX_UNCONFIRMED) {
				decided.forEach((failure) -> this.unconfirmed.put(failure.attempt(), failure));
			}
			throw ex;
		}
	}

	/**
	 * Publishes the message that is pending because of a recorded failure, or schedules
	 * it for its due time.
	 * @param recorded what was recorded
	 * @return completes when the message is confirmed, or left to the relay
	 */
	public CompletableFuture<@Nullable Void> send(RecordedFailure recorded) {
		if (recorded.isDue()) {
			return send(recorded.message());
		}
		if (recorded.message().status() != JobStatus.CANCELLED) {
			this.relayTrigger.afterCommit(recorded.delay());
		}
		return CompletableFuture.completedFuture(null);
	}

	/**
	 * Calls listeners for a recorded failure.
	 * @param recorded what was recorded
	 */
	public void publishEvent(RecordedFailure recorded) {
		OutboxMessage job = recorded.message();
		JobId id = new JobId(job.id());
		this.events.publish(switch (job.status()) {
			case QUEUED -> new Events.JobRetried(id, job.queue(), job.tryCount(), recorded.maxTries(),
					recorded.failure(), recorded.duration(), recorded.delay());
			case FAILED -> new Events.JobFailed(id, job.queue(), job.tryCount(), recorded.maxTries(),
					recorded.failure(), recorded.duration());
			default -> new Events.JobCancelled(id, job.queue(), job.tryCount(), recorded.duration());
		});
	}

	private CompletableFuture<@Nullable Void> send(OutboxMessage message) {
		UUID id = message.id();
		return publish(message).exceptionally((failure) -> {
			LOG.info("Message of job {} was not confirmed; the relay will publish it: {}", id,
					Objects.requireNonNullElse(failure.getCause(), failure).getMessage());
			return null;
		});
	}

	private CompletableFuture<@Nullable Void> publish(OutboxMessage message) {
		try {
			return this.outboxPublisher.publish(message);
		}
		catch (Throwable ex) {
			// The message stays pending in its row. Other attempts of the batch must
			// complete.
			return CompletableFuture.failedFuture(ex);
		}
	}

}
