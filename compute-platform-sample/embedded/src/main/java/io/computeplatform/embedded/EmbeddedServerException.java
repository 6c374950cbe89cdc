package io.computeplatform.embedded;

/**
 * A server could not be started. The message says what to do about it.
 */
public class EmbeddedServerException extends RuntimeException {

	EmbeddedServerException(String message) {
		super(message);
	}

	EmbeddedServerException(String message, Throwable cause) {
		super(message, cause);
	}

}
