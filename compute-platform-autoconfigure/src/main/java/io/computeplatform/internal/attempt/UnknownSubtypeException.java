package io.computeplatform.internal.attempt;

import io.computeplatform.NonRetryableJobException;

/**
 * A payload names a subtype that this instance does not know; a newer version may know
 * it.
 */
final class UnknownSubtypeException extends NonRetryableJobException {

	private static final long serialVersionUID = 1L;

	UnknownSubtypeException(String message) {
		super(message);
	}

}
