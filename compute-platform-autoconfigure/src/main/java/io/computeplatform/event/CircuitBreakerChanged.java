package io.computeplatform.event;

/**
 * The circuit breaker of a queue changed its state in this process: open after too many
 * failures, half-open while it lets probes through, closed when they succeed.
 *
 * @param queue name of the queue, without prefix
 * @param from state before: {@code CLOSED}, {@code OPEN} or {@code HALF_OPEN}
 * @param to state now
 */
public record CircuitBreakerChanged(String queue, String from, String to) {

}
