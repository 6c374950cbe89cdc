package io.computeplatform;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by an executor when a retry can't help. The job fails for good at once. Name
 * classes that can't extend this one in {@code compute.async.non-retryable-exceptions}.
 */
public class NonRetryableJobException extends RuntimeException {

	public NonRetryableJobException(String message) {
		super(message);
	}

	public NonRetryableJobException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
