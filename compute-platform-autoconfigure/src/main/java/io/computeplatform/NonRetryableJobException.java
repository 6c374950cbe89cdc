package io.computeplatform;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by an executor when another try can't help. The job fails for good at once.
 * Classes that can't extend this one are named in
 * {@code compute.async.non-retryable-exceptions}.
 */
public class NonRetryableJobException extends RuntimeException {

	public NonRetryableJobException(String message) {
		super(message);
	}

	public NonRetryableJobException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
