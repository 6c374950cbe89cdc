package io.computeplatform.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import com.rabbitmq.client.Channel;
import io.computeplatform.broker.MessageOrigin;
import io.computeplatform.broker.WakeUp;
import io.computeplatform.broker.WakeUp.BrokenMessageException;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.store.Claim;
import io.computeplatform.text.PlainText;
import io.computeplatform.worker.Acknowledgements.Delivery;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.core.Message;

/**
 * Stands around the listener of one queue: claims the try, lets the executor proceed,
 * settles what came of it, and only then acknowledges. Nothing that happens to a job ever
 * reaches the container's own error handling.
 */
final class RetryInterceptor implements MethodInterceptor {

	private static final Logger LOG = LoggerFactory.getLogger(RetryInterceptor.class);

	/** Doubles with each failure of the same message. */
	private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

	private static final int MAX_FAILURES = 5;

	private static final int MAX_LOGGED_ID = 255;

	private static final CompletableFuture<Boolean> DONE = CompletableFuture.completedFuture(true);

	private static final CompletableFuture<Boolean> NOT_DONE = CompletableFuture.completedFuture(false);

	private final JobQueue queue;

	private final QueueGate gate;

	private final OtherDatabases others;

	private final Claims claims;

	private final UnservedJobs unserved;

	private final LockedJobs locked;

	private final AttemptRunner runner;

	private final AttemptWatch watch;

	private final Acknowledgements acknowledgements;

	private final Rejections rejections;

	private final MessageOrigin origin;

	private final FailedDeliveries failures = new FailedDeliveries();

	private final RareLine failureLine = new RareLine();

	private final Persistence persistence;

	private final Shutdown shutdown;

	RetryInterceptor(JobQueue queue, QueueGate gate, OtherDatabases others, Claims claims, UnservedJobs unserved,
			LockedJobs locked, AttemptRunner runner, AttemptWatch watch, Acknowledgements acknowledgements,
			Rejections rejections, MessageOrigin origin, Persistence persistence, Shutdown shutdown) {
		this.queue = queue;
		this.gate = gate;
		this.others = others;
		this.claims = claims;
		this.unserved = unserved;
		this.locked = locked;
		this.runner = runner;
		this.watch = watch;
		this.acknowledgements = acknowledgements;
		this.rejections = rejections;
		this.origin = origin;
		this.persistence = persistence;
		this.shutdown = shutdown;
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) {
		@Nullable Object[] arguments = invocation.getArguments();
		if (!(arguments[0] instanceof Channel channel) || !(arguments[1] instanceof Message message)) {
			throw new IllegalStateException("The retry interceptor stands around something that is no listener");
		}
		Delivery delivery = this.acknowledgements.take(channel, message);
		CompletableFuture<@Nullable Void> answered = handled(invocation, message)
			.exceptionally((failure) -> isDoneWithJobs(message, failure))
			// Also if that could not be said: one that is never answered holds up others.
			.handle((isDone, failure) -> failure == null && isDone)
			.thenAccept((isDone) -> answer(delivery, message, isDone));
		delivery.leave();
		if (this.shutdown.isDraining()) {
			// The container closes the channel when its threads have ended.
			this.shutdown.awaitUnlessOver(answered);
			delivery.send();
		}
		return null;
	}

	private void answer(Delivery delivery, Message message, boolean isDone) {
		if (isDone) {
			this.failures.forget(message);
		}
		delivery.answer(isDone);
	}

	/** As far as it can be logged: a foreign message may have any. */
	private static String idOf(Message message) {
		return PlainText.of(String.valueOf(message.getMessageProperties().getMessageId()), MAX_LOGGED_ID);
	}

	private CompletableFuture<Boolean> handled(MethodInvocation invocation, Message message) {
		try {
			if (this.shutdown.isDraining()) {
				// Given back while consumers take messages it would come at once.
				this.shutdown.awaitClosing();
				return NOT_DONE;
			}
			return handle(invocation, message);
		}
		catch (Persistence.StoppedException ex) {
			LOG.info("{}", ex.getMessage());
			return NOT_DONE;
		}
		catch (Throwable ex) {
			int count = failed(message, ex);
			if (count >= MAX_FAILURES) {
				return giveUp(message, ex) ? DONE : NOT_DONE;
			}
			this.shutdown.awaitDraining(PAUSE_AFTER_FAILURE.multipliedBy(1L << (count - 1)));
			return NOT_DONE;
		}
	}

	/**
	 * Counts that a message could not be handled.
	 * @return how often by now
	 */
	private int failed(Message message, Throwable failure) {
		// The container would leave the message unacknowledged and its consumer stuck.
		// What was claimed meanwhile is found by the watch.
		this.watch.suspect();
		int count = this.failures.add(message);
		long failures = this.failureLine.count();
		if (failures > 0) {
			LOG.error(
					"Message {} in queue '{}' could not be handled, {} times now; after {} it is put away ({} failures "
							+ "in this queue since the last such line)",
					idOf(message), this.queue.name(), count, MAX_FAILURES, failures, failure);
		}
		return count;
	}

	/**
	 * An attempt ran, so the message is that of a job, and its row knows what comes next.
	 */
	private boolean isDoneWithJobs(Message message, Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		if (cause instanceof Persistence.StoppedException) {
			LOG.info("{}", cause.getMessage());
			return false;
		}
		return failed(message, cause) >= MAX_FAILURES;
	}

	/**
	 * Makes way for the messages behind one that fails again and again. The row of a job
	 * lets the relay send it again, after pauses that double; anything else is put away.
	 * @return whether the message is done with
	 */
	private boolean giveUp(Message message, Throwable failure) {
		try {
			if (!isOfJob(message)) {
				this.rejections.reject(this.queue, message, "it could not be handled %d times, because of %s"
					.formatted(MAX_FAILURES, failure.getClass().getName()));
			}
			return true;
		}
		catch (Persistence.StoppedException ex) {
			LOG.info("{}", ex.getMessage());
			return false;
		}
		catch (Throwable ex) {
			LOG.error("Message {} in queue '{}' could not be put away; it comes again", idOf(message),
					this.queue.name(), ex);
			return false;
		}
	}

	/**
	 * Whether it was written for a job of this database.
	 */
	private boolean isOfJob(Message message) {
		try {
			return message.getBody().length == 0 && this.origin.database().equals(WakeUp.of(message).database());
		}
		catch (BrokenMessageException ex) {
			return false;
		}
	}

	/**
	 * Handles a message.
	 * @return whether it is done with; otherwise the broker is to deliver it again
	 */
	private CompletableFuture<Boolean> handle(MethodInvocation invocation, Message message) {
		WakeUp wakeUp;
		try {
			wakeUp = WakeUp.of(message);
		}
		catch (BrokenMessageException ex) {
			this.rejections.reject(this.queue, message, String.valueOf(ex.getMessage()));
			return DONE;
		}
		if (this.others.isOther(this.queue, wakeUp)) {
			this.persistence.untilDone("pass on a message of another database", () -> {
				this.others.passOn(this.queue, wakeUp, message);
				return true;
			});
			return DONE;
		}
		this.gate.awaitPass();
		Claim claim = claim(wakeUp);
		if (claim instanceof Claim.Won won) {
			return run(invocation, message, wakeUp, won);
		}
		boolean locked = claim instanceof Claim.Locked || (claim instanceof Claim.Unserved unserved
				&& !this.unserved.giveBack(wakeUp, this.queue, unserved.type()));
		if (locked) {
			this.locked.add(wakeUp);
		}
		if (claim instanceof Claim.Unknown) {
			this.rejections.reject(this.queue, message,
					"there is no job " + wakeUp.id() + " in queue '" + this.queue.name() + "'");
		}
		return DONE;
	}

	private Claim claim(WakeUp wakeUp) {
		boolean won = false;
		try {
			Claim claim = this.claims.claim(wakeUp, this.queue);
			won = claim instanceof Claim.Won;
			return claim;
		}
		finally {
			if (!won) {
				this.gate.unused();
			}
		}
	}

	private CompletableFuture<Boolean> run(MethodInvocation invocation, Message message, WakeUp wakeUp, Claim.Won won) {
		try {
			this.watch.delivered(this.queue.name(), wakeUp.publishedAt());
			Attempt attempt = this.runner.begin(won);
			return this.runner.run(attempt, () -> {
				invocation.getArguments()[1] = new ClaimedMessage(message, attempt);
				invocation.proceed();
			}, (failure) -> this.gate.passed(attempt.interruption(), failure))
				.applyToEither(attempt.heldUp(), Function.identity());
		}
		catch (Throwable ex) {
			// Nothing runs: the watch finds the attempt that was claimed.
			this.gate.unused();
			this.claims.done(wakeUp);
			throw ex;
		}
	}

}
