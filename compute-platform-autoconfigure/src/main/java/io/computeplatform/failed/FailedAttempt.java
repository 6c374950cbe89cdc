package io.computeplatform.failed;

import java.time.Instant;

import io.computeplatform.FailureReason;
import org.jspecify.annotations.Nullable;

/**
 * A try that ended without success. All times are the database's.
 *
 * @param tryNumber number of the try, from 1
 * @param startedAt when it started
 * @param endedAt when it ended, or its worker was found to be lost
 * @param worker process that ran it
 * @param reason why it ended
 * @param exceptionClass class name of what was thrown, if anything was
 * @param message its message, truncated
 * @param stackTrace its stack trace, truncated
 */
public record FailedAttempt(int tryNumber, Instant startedAt, Instant endedAt, String worker, FailureReason reason,
		@Nullable String exceptionClass, @Nullable String message,
		@Nullable String stackTrace) implements HistoryEntry {

	@Override
	public Instant at() {
		return this.endedAt;
	}

}
