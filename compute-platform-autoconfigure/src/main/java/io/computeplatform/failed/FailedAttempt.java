package io.computeplatform.failed;

import java.time.Instant;

import io.computeplatform.FailureReason;
import io.computeplatform.audit.HistoryEntry;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that ended without success. All times are by the database's clock. Later
 * versions may add methods: applications read this type and do not implement it.
 */
public interface FailedAttempt extends HistoryEntry {

	/**
	 * {@return number of the attempt, from 1}
	 */
	int tryNumber();

	/**
	 * {@return when it started}
	 */
	Instant startedAt();

	/**
	 * {@return when it ended, or when its worker was found to be lost}
	 */
	Instant endedAt();

	/**
	 * {@return worker that ran it}
	 */
	String worker();

	/**
	 * {@return why it ended}
	 */
	FailureReason reason();

	/**
	 * {@return class name of the exception, if there was one}
	 */
	@Nullable String exceptionClass();

	/**
	 * {@return message of the exception, truncated}
	 */
	@Nullable String message();

	/**
	 * {@return stack trace of the exception, truncated}
	 */
	@Nullable String stackTrace();

}
