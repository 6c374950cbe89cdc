package io.computeplatform;

import org.jspecify.annotations.Nullable;

/**
 * Base of what this library throws on its own account. Trouble with the database or the
 * broker keeps Spring's exceptions.
 */
public abstract class ComputeException extends RuntimeException {

	protected ComputeException(String message) {
		super(message);
	}

	protected ComputeException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
