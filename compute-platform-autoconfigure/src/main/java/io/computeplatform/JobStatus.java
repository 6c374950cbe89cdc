package io.computeplatform;

import java.util.Arrays;
import java.util.Locale;

/**
 * Status of a job. Only the row holds it; messages never do.
 */
public enum JobStatus {

	/**
	 * Waits for a worker or for its due time: submitted, or queued again for another
	 * attempt. Ends with a claim ({@link #IN_PROGRESS}),
	 * {@link AsyncPlatform#cancel(JobId)} ({@link #CANCELLED}), or
	 * {@code compute.async.unserved-timeout} ({@link #FAILED}).
	 */
	QUEUED,

	/**
	 * A worker runs it under a lease. Ends with the attempt, or when the lease lapses.
	 */
	IN_PROGRESS,

	/**
	 * The executor returned normally. Kept until deleted; only
	 * {@link AsyncPlatform#expire(JobId)} or a re-run changes it.
	 */
	COMPLETE,

	/**
	 * The last permitted attempt failed, or the failure is not retryable. Kept until a
	 * manual retry, a discard, a re-run or a deletion, unless
	 * {@code compute.async.retention.failed} is set.
	 */
	FAILED,

	/**
	 * Was complete, and its result is outdated. The next submit with its id runs it
	 * again. Kept until deleted.
	 */
	EXPIRED,

	/**
	 * Was cancelled while it was queued or in progress. Kept until deleted; only a re-run
	 * changes it.
	 */
	CANCELLED,

	/**
	 * Failed for good, and an administrator discarded it. Kept until deleted; it can be
	 * restored ({@link #FAILED}) or re-run.
	 */
	DISCARDED,

	/**
	 * A status that a newer version of this library has written and this version does not
	 * know.
	 */
	UNKNOWN;

	private final String value = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * Value of the status in the database and in messages.
	 * @return lower case, words joined by a hyphen
	 */
	public String value() {
		return this.value;
	}

	/**
	 * Whether the job ended, so that it does not run again without a call.
	 * @return {@code true} for all but {@link #QUEUED}, {@link #IN_PROGRESS} and
	 * {@link #UNKNOWN}
	 */
	public boolean isFinished() {
		return this != QUEUED && this != IN_PROGRESS && this != UNKNOWN;
	}

	/**
	 * Finds a status by its value.
	 * @param value lower case, words joined by a hyphen
	 * @return the status, {@link #UNKNOWN} if there is no such status
	 */
	public static JobStatus of(String value) {
		return Arrays.stream(values()).filter((status) -> status.value.equals(value)).findFirst().orElse(UNKNOWN);
	}

}
