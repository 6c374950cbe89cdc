package io.computeplatform.internal.actuate;

import java.util.Locale;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/**
 * States of circuit breakers in the form that is shown.
 */
final class Breakers {

	private Breakers() {
	}

	static String name(CircuitBreaker.State state) {
		return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
