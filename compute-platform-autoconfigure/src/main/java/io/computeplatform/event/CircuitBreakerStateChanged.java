package io.computeplatform.event;

/**
 * The circuit breaker of a queue changed its state in this process: open after too many
 * failures, half-open while it lets probes through, closed when they succeed.
 */
public interface CircuitBreakerStateChanged extends ComputeEvent {

	/**
	 * {@return name of the queue, without prefix}
	 */
	String queue();

	/**
	 * {@return previous state: {@code CLOSED}, {@code OPEN} or {@code HALF_OPEN}}
	 */
	String from();

	/**
	 * {@return new state}
	 */
	String to();

}
