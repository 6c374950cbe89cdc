package io.computeplatform.internal.worker;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.OpenBreakers;
import io.computeplatform.internal.queue.OpenBreakers.OpenBreaker;
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

	/**
	 * Time of the last change of each breaker that has changed.
	 */
	private final Map<String, Instant> breakersChangedAt = new ConcurrentHashMap<>();

	WorkerState(WorkerLease lease, OtherDatabaseForwarder others, UnreadableMessages unreadable,
			Collection<JobQueue> queues) {
		this.lease = lease;
		this.others = others;
		this.unreadable = unreadable;
		this.breakers = queues.stream().collect(Collectors.toUnmodifiableMap(JobQueue::name, WorkerState::newBreaker));
		this.breakers.forEach((queue, breaker) -> breaker.getEventPublisher()
			.onStateTransition((event) -> this.breakersChangedAt.put(queue, event.getCreationTime().toInstant())));
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

	/**
	 * State of a circuit breaker, if it holds jobs.
	 * @param queue name of the queue
	 * @return its state, or empty if it is closed, disabled or not of this process
	 */
	Optional<OpenBreaker> openBreaker(String queue) {
		CircuitBreaker.State state = breakers().get(queue);
		return (state != null && state != CircuitBreaker.State.CLOSED)
				? Optional.of(new OpenBreaker(OpenBreakers.name(state), this.breakersChangedAt.get(queue)))
				: Optional.empty();
	}

}
