package io.computeplatform.store;

import java.time.Duration;

/**
 * Durations in the form that PostgreSQL casts to an interval.
 */
final class Intervals {

	private Intervals() {
	}

	static String of(Duration duration) {
		return duration.toSeconds() + " seconds " + duration.toNanosPart() / 1000 + " microseconds";
	}

}
