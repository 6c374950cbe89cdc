package io.computeplatform;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by an executor that knows when to retry, for example from a {@code Retry-After}
 * header. It counts as a failed attempt. The delay replaces the queue's backoff, and is
 * limited to 100 years.
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
	 * Wait before the next attempt.
	 * @return zero or more; zero means straight to the back of the queue
	 */
	public final Duration delay() {
		return this.delay;
	}

}
