package io.computeplatform.internal.store;

import java.time.Duration;

/**
 * Durations in a form that PostgreSQL casts to an interval.
 */
final class Intervals {

	private Intervals() {
	}

	static String of(Duration duration) {
		// In PostgreSQL 14 and older, seconds are limited to the range of an integer, and
		// days are not always 24 hours.
		return duration.toHours() + " hours " + duration.toMinutesPart() + " minutes " + duration.toSecondsPart()
				+ " seconds " + duration.toNanosPart() / 1000 + " microseconds";
	}

}
