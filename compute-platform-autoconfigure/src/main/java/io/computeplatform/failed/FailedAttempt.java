package io.computeplatform.failed;

import java.time.Instant;
import java.util.Optional;

import io.computeplatform.FailureReason;
import io.computeplatform.JobProgress;
import io.computeplatform.JobStackSample;
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

	/**
	 * Where its thread was when it was sampled last. All that is known of an attempt
	 * whose worker was lost, and of one that timed out without an end.
	 * @return empty if it was not sampled, because it ended within
	 * {@code compute.async.sample-after}
	 */
	Optional<JobStackSample> stackSample();

	/**
	 * How far it was, as its executor reported it last.
	 * @return empty if its executor reported none
	 */
	Optional<JobProgress> progress();

	/**
	 * {@return version of the application that its worker ran; {@code null} if that is
	 * not known, as with an application that has none, or an older version of this
	 * library}
	 */
	@Nullable String version();

}
