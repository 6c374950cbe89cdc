package io.computeplatform.internal.support;

import java.util.concurrent.TimeUnit;

/**
 * Limits a log line to one per minute, and counts its occurrences: the first is logged at
 * once, the others with the next line. Internal, thread-safe.
 */
public final class LogRateLimiter {

	private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private long next = System.nanoTime();

	private long count;

	/**
	 * Counts an occurrence.
	 * @return number since the last line, or 0 if no line is to be written now
	 */
	public synchronized long count() {
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
