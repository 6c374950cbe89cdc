package io.computeplatform.text;

import org.jspecify.annotations.Nullable;

/**
 * Says of a failure what could be read of it, without any code of the application's.
 * Internal.
 */
public final class FailureCopy extends Exception {

	private static final long serialVersionUID = 1L;

	private final transient Throwable original;

	private final String type;

	FailureCopy(Throwable original, @Nullable String message, StackTraceElement[] trace, @Nullable Throwable cause) {
		super(message, cause);
		this.original = original;
		this.type = original.getClass().getName();
		setStackTrace(trace);
	}

	/**
	 * What was thrown, to be asked for nothing but its class.
	 * @param failure a failure, or a copy of one
	 * @return the failure that was copied, or else the failure itself
	 */
	public static Throwable original(Throwable failure) {
		return (failure instanceof FailureCopy copy) ? copy.original : failure;
	}

	@Override
	@SuppressWarnings("OverrideThrowableToString")
	public String toString() {
		return (getMessage() != null) ? this.type + ": " + getMessage() : this.type;
	}

}
