package io.computeplatform.internal.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.computeplatform.internal.attempt.OutageRetry;
import io.computeplatform.internal.attempt.Shutdown;
import io.computeplatform.internal.attempt.StopReason;
import io.computeplatform.internal.event.Events;
import io.computeplatform.internal.event.JobEvents;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets messages of one queue through to their claim, or holds them while the queue is
 * paused manually or by its circuit breaker. Held messages use up no tries.
 */
final class QueueGate {

	private static final Logger LOG = LoggerFactory.getLogger(QueueGate.class);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(200);

	private final String queue;

	private final PausedQueues paused;

	private final Shutdown shutdown;

	private final CircuitBreaker breaker;

	private final Predicate<Throwable> isNonRetryable;

	QueueGate(String queue, PausedQueues paused, Shutdown shutdown, CircuitBreaker breaker,
			Predicate<Throwable> isNonRetryable, JobEvents events) {
		this.queue = queue;
		this.paused = paused;
		this.shutdown = shutdown;
		this.breaker = breaker;
		this.isNonRetryable = isNonRetryable;
		this.breaker.getEventPublisher().onStateTransition((event) -> {
			CircuitBreaker.State to = event.getStateTransition().getToState();
			LOG.warn("Circuit breaker of queue '{}' is now {}", this.queue, to);
			events.publish(new Events.CircuitBreakerStateChanged(this.queue,
					event.getStateTransition().getFromState().name(), to.name()));
		});
	}

	/**
	 * Waits until a message may be claimed. Call {@link #recordOutcome} or
	 * {@link #releasePermission()} afterwards.
	 * @throws OutageRetry.StoppedException if the worker stops before
	 */
	void acquirePermission() {
		while (!tryAcquirePermission()) {
			this.shutdown.pauseUnlessDraining(POLL_INTERVAL);
			if (this.shutdown.isDraining()) {
				throw new OutageRetry.StoppedException("The worker stopped while queue '" + this.queue + "' was paused",
						null);
			}
		}
	}

	/**
	 * Checks whether a message may be claimed now. If so, call {@link #recordOutcome} or
	 * {@link #releasePermission()} afterwards.
	 */
	boolean tryAcquirePermission() {
		return !this.paused.contains(this.queue) && this.breaker.tryAcquirePermission();
	}

	/**
	 * Reports that the message led to no attempt.
	 */
	void releasePermission() {
		this.breaker.releasePermission();
	}

	/**
	 * Reports the end of the attempt.
	 */
	void recordOutcome(@Nullable StopReason stopReason, @Nullable Throwable failure) {
		try {
			record(stopReason, failure);
		}
		catch (Throwable ex) {
			// The outcome must be recorded despite a failure here, and the permission
			// must be released.
			LOG.error("Circuit breaker of queue '{}' failed to evaluate an attempt", this.queue, ex);
			this.breaker.releasePermission();
		}
	}

	private void record(@Nullable StopReason stopReason, @Nullable Throwable failure) {
		if (stopReason == StopReason.TIMED_OUT) {
			this.breaker.onError(0, TimeUnit.NANOSECONDS, new InterruptedException());
		}
		else if (stopReason != null || (failure != null && this.isNonRetryable.test(failure))) {
			// This outcome says nothing about the services that the jobs of this queue
			// need.
			this.breaker.releasePermission();
		}
		else if (failure != null) {
			this.breaker.onError(0, TimeUnit.NANOSECONDS, failure);
		}
		else {
			this.breaker.onSuccess(0, TimeUnit.NANOSECONDS);
		}
	}

}
