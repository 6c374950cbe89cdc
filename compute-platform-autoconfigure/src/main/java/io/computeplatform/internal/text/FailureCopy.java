package io.computeplatform.internal.text;

import org.jspecify.annotations.Nullable;

/**
 * Copy of the readable parts of an exception, without any application code. Internal.
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
	 * The original exception, of which only the class may be used.
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
