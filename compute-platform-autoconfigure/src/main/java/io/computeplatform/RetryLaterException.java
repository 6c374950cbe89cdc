package io.computeplatform;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by an executor that knows when the next try makes sense, from a
 * {@code Retry-After} header, say. Counts as a failed attempt; the delay replaces the
 * queue's backoff. A hundred years are the longest that is waited.
 */
public class RetryLaterException extends RuntimeException {

	private final Duration delay;

	public RetryLaterException(Duration delay, String message) {
		this(delay, message, null);
	}

	public RetryLaterException(Duration delay, String message, @Nullable Throwable cause) {
		super(message, cause);
		if (delay.isNegative()) {
			throw new InvalidJobException("delay", delay, "zero or more");
		}
		this.delay = delay;
	}

	/**
	 * How long to wait before the next try.
	 * @return zero or more; zero means straight to the back of the queue
	 */
	public final Duration delay() {
		return this.delay;
	}

}
