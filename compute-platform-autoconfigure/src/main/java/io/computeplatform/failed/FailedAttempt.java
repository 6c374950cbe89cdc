package io.computeplatform.failed;

import java.time.Instant;

import io.computeplatform.FailureReason;
import io.computeplatform.audit.HistoryEntry;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that ended without success. All times are by the database's clock.
 *
 * @param tryNumber number of the attempt, from 1
 * @param startedAt when it started
 * @param endedAt when it ended, or when its worker was found to be lost
 * @param worker worker that ran it
 * @param reason why it ended
 * @param exceptionClass class name of the exception, if there was one
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
