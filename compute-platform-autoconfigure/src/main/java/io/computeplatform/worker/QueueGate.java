package io.computeplatform.worker;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.event.CircuitBreakerChanged;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets messages of one queue through to their claim, or holds them while the queue is
 * paused by hand or by its circuit breaker. What is held has used up nothing.
 */
final class QueueGate {

	private static final Logger LOG = LoggerFactory.getLogger(QueueGate.class);

	private static final Duration LOOK = Duration.ofMillis(200);

	private final String queue;

	private final PausedQueues paused;

	private final Shutdown shutdown;

	private final CircuitBreaker breaker;

	private final Predicate<Throwable> blamesJob;

	QueueGate(String queue, PausedQueues paused, Shutdown shutdown, CircuitBreaker breaker,
			Predicate<Throwable> blamesJob, JobEvents events) {
		this.queue = queue;
		this.paused = paused;
		this.shutdown = shutdown;
		this.breaker = breaker;
		this.blamesJob = blamesJob;
		this.breaker.getEventPublisher().onStateTransition((event) -> {
			CircuitBreaker.State to = event.getStateTransition().getToState();
			LOG.warn("The circuit breaker of queue '{}' is {} now", this.queue, to);
			events.publish(
					new CircuitBreakerChanged(this.queue, event.getStateTransition().getFromState().name(), to.name()));
		});
	}

	/**
	 * Waits until a message may be claimed. To be followed by {@link #passed} or
	 * {@link #unused()}.
	 * @throws Persistence.StoppedException if the worker stops before
	 */
	void awaitPass() {
		while (this.paused.contains(this.queue) || !this.breaker.tryAcquirePermission()) {
			this.shutdown.awaitDraining(LOOK);
			if (this.shutdown.isDraining()) {
				throw new Persistence.StoppedException("The worker stopped while queue '" + this.queue + "' was paused",
						null);
			}
		}
	}

	/**
	 * The message led to no attempt.
	 */
	void unused() {
		this.breaker.releasePermission();
	}

	/**
	 * The attempt ended.
	 */
	void passed(@Nullable Interruption interruption, @Nullable Throwable failure) {
		try {
			judge(interruption, failure);
		}
		catch (Throwable ex) {
			// The attempt is settled whatever happens here, and the gate must not stay
			// closed for the lack of a verdict.
			LOG.error("The circuit breaker of queue '{}' could not judge an attempt", this.queue, ex);
			this.breaker.releasePermission();
		}
	}

	private void judge(@Nullable Interruption interruption, @Nullable Throwable failure) {
		if (interruption == Interruption.TIMED_OUT) {
			this.breaker.onError(0, TimeUnit.NANOSECONDS, new InterruptedException());
		}
		else if (interruption != null || (failure != null && this.blamesJob.test(failure))) {
			// Says nothing about what the jobs of this queue need.
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
