package io.computeplatform.internal.worker;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.computeplatform.internal.queue.JobQueue;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;

/**
 * State of this process's worker, for health and metrics. Internal, thread-safe.
 */
public final class WorkerState {

	private final WorkerLease lease;

	private final OtherDatabaseForwarder others;

	private final UnreadableMessages unreadable;

	private final Map<String, CircuitBreaker> breakers;

	WorkerState(WorkerLease lease, OtherDatabaseForwarder others, UnreadableMessages unreadable,
			Collection<JobQueue> queues) {
		this.lease = lease;
		this.others = others;
		this.unreadable = unreadable;
		this.breakers = queues.stream().collect(Collectors.toUnmodifiableMap(JobQueue::name, WorkerState::newBreaker));
	}

	private static CircuitBreaker newBreaker(JobQueue queue) {
		var settings = queue.circuitBreaker();
		CircuitBreaker breaker = CircuitBreaker.of(queue.name(),
				CircuitBreakerConfig.custom()
					.failureRateThreshold((float) (settings.failureRate() * 100))
					.slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
					.slidingWindowSize(settings.window())
					.minimumNumberOfCalls(settings.minimumAttempts())
					.permittedNumberOfCallsInHalfOpenState(settings.probes())
					.waitIntervalFunctionInOpenState(IntervalFunction.ofExponentialBackoff(settings.initialPause(),
							settings.multiplier(), settings.maxPause()))
					.build());
		if (!settings.enabled()) {
			breaker.transitionToDisabledState();
		}
		return breaker;
	}

	CircuitBreaker breaker(JobQueue queue) {
		return Objects.requireNonNull(this.breakers.get(queue.name()));
	}

	/**
	 * Name of the worker.
	 * @return current name in the rows of its jobs
	 */
	public String worker() {
		return this.lease.worker();
	}

	/**
	 * Whether the lease is valid, so that the worker may start jobs.
	 * @return {@code false} before its first renewal, and if the last one has lapsed
	 */
	public boolean isLeaseValid() {
		return this.lease.isValid();
	}

	/**
	 * Messages of another database's jobs that were found in queues of this application
	 * and passed on.
	 * @return number since the start, by queue; queues without such messages are omitted
	 */
	public Map<String, Long> messagesOfOtherDatabases() {
		return this.others.republishedCounts();
	}

	/**
	 * Queues that are not consumed, because the RabbitMQ client can't read a message in
	 * them.
	 * @return message of the client, by queue
	 */
	public Map<String, String> unreadableQueues() {
		return this.unreadable.current();
	}

	/**
	 * States of the circuit breakers that are enabled.
	 * @return state by queue, ordered by name
	 */
	public Map<String, CircuitBreaker.State> breakers() {
		Map<String, CircuitBreaker.State> states = new TreeMap<>();
		this.breakers.forEach((queue, breaker) -> {
			CircuitBreaker.State state = breaker.getState();
			if (state != CircuitBreaker.State.DISABLED) {
				states.put(queue, state);
			}
		});
		return states;
	}

}
