package io.computeplatform.worker;

import java.util.concurrent.TimeUnit;

/**
 * Lets one log line in a minute through, and counts what it is about: the first at once,
 * the others with the next line. Thread-safe.
 */
final class RareLine {

	private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private long next = System.nanoTime();

	private long count;

	/**
	 * Counts one more.
	 * @return how many since the last line, or 0 if no line is to be written now
	 */
	synchronized long count() {
		this.count++;
		if (System.nanoTime() - this.next < 0) {
			return 0;
		}
		this.next = System.nanoTime() + INTERVAL_NANOS;
		long counted = this.count;
		this.count = 0;
		return counted;
	}

}
