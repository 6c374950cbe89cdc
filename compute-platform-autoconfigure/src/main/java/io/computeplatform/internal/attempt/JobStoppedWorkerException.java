package io.computeplatform.internal.attempt;

/**
 * Represents an attempt that stopped its own worker. Its stack trace is that of the
 * attempt.
 */
final class JobStoppedWorkerException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	JobStoppedWorkerException(Attempt attempt) {
		super("The executor ended the process, or closed the application, in try %d of job %s"
			.formatted(attempt.claim().tryNumber(), attempt.claim().id()), null, false, true);
		setStackTrace(attempt.stopTrace());
	}

}
