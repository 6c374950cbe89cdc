package io.computeplatform.sample.web;

import java.time.Instant;

import io.computeplatform.failed.FailedAttempt;
import org.jspecify.annotations.Nullable;

/**
 * A failed try. Its stack trace is for the application's own people, not for the outside.
 */
record AttemptView(int tryNumber, Instant startedAt, Instant endedAt, String worker, String reason,
		@Nullable String exception, @Nullable String message) {

	static AttemptView of(FailedAttempt attempt) {
		return new AttemptView(attempt.tryNumber(), attempt.startedAt(), attempt.endedAt(), attempt.worker(),
				attempt.reason().value(), attempt.exceptionClass(), attempt.message());
	}

}
