package io.computeplatform;

import org.jspecify.annotations.Nullable;

/**
 * Base class of this library's own exceptions. Failures of the database or the broker
 * keep Spring's exceptions.
 */
public abstract class ComputeException extends RuntimeException {

	protected ComputeException(String message) {
		super(message);
	}

	protected ComputeException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
