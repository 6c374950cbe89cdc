package io.computeplatform.internal.queue;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/**
 * Circuit breakers of this process that hold jobs. Internal, thread-safe.
 */
@FunctionalInterface
public interface OpenBreakers {

	/**
	 * Finds the breaker of a queue, unless it is closed or disabled.
	 * @param queue name of the queue
	 * @return its state, or empty
	 */
	Optional<OpenBreaker> of(String queue);

	/**
	 * Name of a state in the form that is shown.
	 * @param state the state
	 * @return lower case, words joined by a hyphen
	 */
	static String name(CircuitBreaker.State state) {
		return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * A breaker that is open or half-open.
	 *
	 * @param state its state, by its {@link #name(CircuitBreaker.State) name}
	 * @param since when it came into it, by the clock of this process
	 */
	record OpenBreaker(String state, @Nullable Instant since) {

	}

}
