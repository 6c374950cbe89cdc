package io.computeplatform.worker;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.computeplatform.queue.JobQueue;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;

/**
 * How the worker of this process is, for those who watch it. Internal, thread-safe.
 */
public final class WorkerState {

	private final WorkerLease lease;

	private final OtherDatabases others;

	private final UnreadableMessages unreadable;

	private final Map<String, CircuitBreaker> breakers;

	WorkerState(WorkerLease lease, OtherDatabases others, UnreadableMessages unreadable, Collection<JobQueue> queues) {
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
	 * @return the name that rows of its jobs have now
	 */
	public String worker() {
		return this.lease.worker();
	}

	/**
	 * Whether the worker may start jobs, because its lease is good.
	 * @return {@code false} before its first renewal, and when the last was too long ago
	 */
	public boolean isLeaseGood() {
		return this.lease.isGood();
	}

	/**
	 * Messages of another database's jobs that were found in queues of this application
	 * and passed on.
	 * @return how many since the start, by queue; none of those where there were none
	 */
	public Map<String, Long> messagesOfOtherDatabases() {
		return this.others.counts();
	}

	/**
	 * Queues that stand still, because the RabbitMQ client can't read a message in them.
	 * @return what the client says, by queue
	 */
	public Map<String, String> unreadableQueues() {
		return this.unreadable.current();
	}

	/**
	 * The states of the circuit breakers that are enabled.
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
