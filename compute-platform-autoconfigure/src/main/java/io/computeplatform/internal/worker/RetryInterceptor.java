package io.computeplatform.internal.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import com.rabbitmq.client.Channel;
import io.computeplatform.internal.attempt.Attempt;
import io.computeplatform.internal.attempt.AttemptMonitor;
import io.computeplatform.internal.attempt.AttemptRunner;
import io.computeplatform.internal.attempt.Claims;
import io.computeplatform.internal.attempt.OutageRetry;
import io.computeplatform.internal.attempt.Shutdown;
import io.computeplatform.internal.attempt.UnservedJobs;
import io.computeplatform.internal.broker.JobMessage;
import io.computeplatform.internal.broker.JobMessage.BrokenMessageException;
import io.computeplatform.internal.broker.MessageOrigin;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.store.Claim;
import io.computeplatform.internal.support.LogRateLimiter;
import io.computeplatform.internal.text.PlainText;
import io.computeplatform.internal.worker.Acknowledgements.Delivery;
import io.computeplatform.internal.worker.ExecutionSlots.Slot;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.core.Message;

/**
 * Advice of a queue's listener: claims the attempt, calls the executor, completes the
 * attempt, and then acknowledges the message. Failures of a job never reach the
 * container's own error handling.
 */
final class RetryInterceptor implements MethodInterceptor {

	private static final Logger LOG = LoggerFactory.getLogger(RetryInterceptor.class);

	/**
	 * Doubles with each failure of the same message.
	 */
	private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

	private static final int MAX_FAILURES = 5;

	private static final int MAX_LOGGED_ID = 255;

	private static final CompletableFuture<Boolean> DONE = CompletableFuture.completedFuture(true);

	private static final CompletableFuture<Boolean> NOT_DONE = CompletableFuture.completedFuture(false);

	private final JobQueue queue;

	private final QueueGate gate;

	private final ExecutionSlots slots;

	private final OtherDatabaseForwarder others;

	private final Claims claims;

	private final UnservedJobs unserved;

	private final LockedJobResender locked;

	private final AttemptRunner runner;

	private final AttemptMonitor monitor;

	private final Acknowledgements acknowledgements;

	private final MessageRejecter rejections;

	private final MessageOrigin origin;

	private final FailedDeliveries failures = new FailedDeliveries();

	private final LogRateLimiter failureLine = new LogRateLimiter();

	private final OutageRetry outageRetry;

	private final Shutdown shutdown;

	RetryInterceptor(JobQueue queue, QueueGate gate, ExecutionSlots slots, OtherDatabaseForwarder others, Claims claims,
			UnservedJobs unserved, LockedJobResender locked, AttemptRunner runner, AttemptMonitor monitor,
			Acknowledgements acknowledgements, MessageRejecter rejections, MessageOrigin origin,
			OutageRetry outageRetry, Shutdown shutdown) {
		this.queue = queue;
		this.gate = gate;
		this.slots = slots;
		this.others = others;
		this.claims = claims;
		this.unserved = unserved;
		this.locked = locked;
		this.runner = runner;
		this.monitor = monitor;
		this.acknowledgements = acknowledgements;
		this.rejections = rejections;
		this.origin = origin;
		this.outageRetry = outageRetry;
		this.shutdown = shutdown;
	}

	ExecutionSlots slots() {
		return this.slots;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) {
		@Nullable Object[] arguments = invocation.getArguments();
		if (!(arguments[0] instanceof Channel channel) || !(arguments[1] instanceof Message message)) {
			throw new IllegalStateException("The retry interceptor is not applied to a message listener");
		}
		Delivery delivery = this.acknowledgements.take(channel, message);
		CompletableFuture<@Nullable Void> acknowledged = process(invocation, message)
			.exceptionally((failure) -> isDroppedAfterFailure(message, failure))
			// Also if the future fails: a message that is never completed blocks others.
			.handle((isDone, failure) -> failure == null && isDone)
			.thenAccept((isDone) -> acknowledge(delivery, message, isDone));
		delivery.detach();
		if (this.shutdown.isDraining()) {
			// The container closes the channel when its threads have ended.
			this.shutdown.awaitUntilFinished(acknowledged);
			delivery.send();
		}
		return null;
	}

	/**
	 * Processes a message: receive, claim, execute and complete.
	 * @return whether the message is to be acknowledged; otherwise it is requeued
	 */
	private CompletableFuture<Boolean> process(MethodInvocation invocation, Message message) {
		try {
			if (isStopping()) {
				return NOT_DONE;
			}
			JobMessage received = receive(message);
			if (received == null) {
				return DONE;
			}
			// The slot is free for the next job as soon as the executor has ended.
			try (Slot slot = this.slots.next()) {
				if (isStopping()) {
					return NOT_DONE;
				}
				Claim claim = claim(received, slot);
				if (!(claim instanceof Claim.Claimed claimed)) {
					skip(message, received, claim);
					return DONE;
				}
				return isGivenBack(received, claimed, slot) ? NOT_DONE
						: executeAndComplete(invocation, message, received, claimed);
			}
		}
		catch (OutageRetry.StoppedException ex) {
			LOG.info("{}", ex.getMessage());
			return NOT_DONE;
		}
		catch (Throwable ex) {
			int count = failed(message, ex);
			if (count >= MAX_FAILURES) {
				return dropOrReject(message, ex) ? DONE : NOT_DONE;
			}
			this.shutdown.pauseUnlessDraining(PAUSE_AFTER_FAILURE.multipliedBy(1L << (count - 1)));
			return NOT_DONE;
		}
	}

	private boolean isStopping() {
		if (!this.shutdown.isDraining()) {
			return false;
		}
		// If the message were requeued while consumers run, it would be redelivered at
		// once.
		this.shutdown.awaitClosing();
		return true;
	}

	/**
	 * Reads a message of a job of this database. Rejects one that belongs to no job, and
	 * republishes one of another database.
	 * @return the message, or {@code null} if there is nothing more to do with it
	 */
	private @Nullable JobMessage receive(Message message) {
		JobMessage received;
		try {
			received = JobMessage.of(message);
		}
		catch (BrokenMessageException ex) {
			this.rejections.reject(this.queue, message, String.valueOf(ex.getMessage()));
			return null;
		}
		if (this.others.isOfOtherDatabase(this.queue, received)) {
			this.outageRetry.untilDone("pass on a message of another database", () -> {
				this.others.republish(this.queue, received, message);
				return true;
			});
			return null;
		}
		return received;
	}

	private Claim claim(JobMessage jobMessage, Slot slot) {
		Claim claim = claimOnce(jobMessage, slot);
		if (claim instanceof Claim.NotAhead) {
			occupy(slot);
			claim = claimOnce(jobMessage, slot);
		}
		return claim;
	}

	private void occupy(Slot slot) {
		if (!slot.occupy()) {
			throw new OutageRetry.StoppedException(
					"The worker stopped before a job of queue '" + this.queue.name() + "' could start", null);
		}
	}

	private Claim claimOnce(JobMessage jobMessage, Slot slot) {
		if (!this.gate.tryAcquirePermission()) {
			// Otherwise it could be given the permission while others that wait for it
			// occupy all the slots.
			occupy(slot);
			this.gate.acquirePermission();
		}
		boolean won = false;
		try {
			Claim claim = this.claims.claim(jobMessage, this.queue, !slot.isOccupied());
			won = claim instanceof Claim.Claimed;
			return claim;
		}
		finally {
			if (!won) {
				this.gate.releasePermission();
			}
		}
	}

	/**
	 * Gives a job that was claimed ahead back, unless it can start soon. The lease can be
	 * lost meanwhile, and the process can have been stalled.
	 */
	private boolean isGivenBack(JobMessage jobMessage, Claim.Claimed claimed, Slot slot) {
		if (slot.isOccupied()) {
			return false;
		}
		try {
			while (!slot.occupySoon() || !this.claims.mayStart(jobMessage, claimed)) {
				if (this.claims.giveBack(jobMessage, claimed)) {
					this.gate.releasePermission();
					return true;
				}
				// Another transaction holds its row.
				this.shutdown.pauseUnlessDraining(PAUSE_AFTER_FAILURE);
				if (this.shutdown.isDraining()) {
					throw new OutageRetry.StoppedException(
							"The worker stopped before it could release job " + jobMessage.id(), null);
				}
			}
			return false;
		}
		catch (Throwable ex) {
			abandon(jobMessage);
			throw ex;
		}
	}

	private void skip(Message message, JobMessage received, Claim claim) {
		boolean locked = claim instanceof Claim.Locked || (claim instanceof Claim.Unserved unserved
				&& !this.unserved.release(received, this.queue, unserved.type()));
		if (locked) {
			this.locked.add(received);
		}
		if (claim instanceof Claim.Unknown) {
			this.rejections.reject(this.queue, message,
					"there is no job " + received.id() + " in queue '" + this.queue.name() + "'");
		}
	}

	/**
	 * Runs the attempt; the runner has its outcome recorded.
	 */
	private CompletableFuture<Boolean> executeAndComplete(MethodInvocation invocation, Message message,
			JobMessage jobMessage, Claim.Claimed claimed) {
		try {
			this.monitor.delivered(this.queue.name(), jobMessage.publishedAt());
			Attempt attempt = this.runner.begin(claimed);
			return this.runner.run(attempt, () -> {
				invocation.getArguments()[1] = new ClaimedMessage(message, attempt);
				invocation.proceed();
			}, (failure) -> this.gate.recordOutcome(attempt.stopReason(), failure))
				.applyToEither(attempt.deferred(), Function.identity());
		}
		catch (Throwable ex) {
			abandon(jobMessage);
			throw ex;
		}
	}

	/**
	 * Leaves a claimed attempt that no thread runs to the monitor.
	 */
	private void abandon(JobMessage jobMessage) {
		this.gate.releasePermission();
		this.claims.done(jobMessage);
	}

	private void acknowledge(Delivery delivery, Message message, boolean isDone) {
		if (isDone) {
			this.failures.forget(message);
		}
		delivery.complete(isDone);
	}

	/**
	 * Counts a failure to process a message.
	 * @return number of failures so far
	 */
	private int failed(Message message, Throwable failure) {
		// The container would leave the message unacknowledged and its consumer blocked.
		// The monitor finds a claimed attempt.
		this.monitor.requestCheck();
		int count = this.failures.add(message);
		long failures = this.failureLine.count();
		if (failures > 0) {
			LOG.error(
					"Failed to process message {} in queue '{}', {} times; after {} failures "
							+ "it is not requeued any more ({} failures in this queue since the last such line)",
					idOf(message), this.queue.name(), count, MAX_FAILURES, failures, failure);
		}
		return count;
	}

	/**
	 * An attempt ran, so the message belongs to a job, and its row decides what follows.
	 */
	private boolean isDroppedAfterFailure(Message message, Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof OutageRetry.StoppedException) {
			LOG.info("{}", cause.getMessage());
			return false;
		}
		return failed(message, cause) >= MAX_FAILURES;
	}

	/**
	 * Removes a message that fails repeatedly, so that it does not block the messages
	 * behind it. The message of a job is only acknowledged: the relay detects it as lost,
	 * and publishes it again after pauses that double. Any other message is rejected.
	 * @return whether the message is to be acknowledged
	 */
	private boolean dropOrReject(Message message, Throwable failure) {
		try {
			if (!isOfJob(message)) {
				this.rejections.reject(this.queue, message, "it could not be handled %d times, because of %s"
					.formatted(MAX_FAILURES, failure.getClass().getName()));
			}
			return true;
		}
		catch (OutageRetry.StoppedException ex) {
			LOG.info("{}", ex.getMessage());
			return false;
		}
		catch (Throwable ex) {
			LOG.error("Failed to reject message {} in queue '{}'; requeued", idOf(message), this.queue.name(), ex);
			return false;
		}
	}

	/**
	 * Whether it was published for a job of this database.
	 */
	private boolean isOfJob(Message message) {
		try {
			return message.getBody().length == 0 && this.origin.database().equals(JobMessage.of(message).database());
		}
		catch (BrokenMessageException ex) {
			return false;
		}
	}

	/**
	 * Shortened for the log: a foreign message can have any id.
	 */
	private static String idOf(Message message) {
		return PlainText.of(String.valueOf(message.getMessageProperties().getMessageId()), MAX_LOGGED_ID);
	}

}
