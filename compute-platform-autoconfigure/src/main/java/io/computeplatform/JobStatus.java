package io.computeplatform;

import java.util.Arrays;
import java.util.Locale;

/**
 * Where a job stands. Only the row knows; messages never do.
 */
public enum JobStatus {

	/**
	 * Waits for a worker: submitted, or put back for another try. Left by a claim
	 * ({@link #IN_PROGRESS}) or {@link AsyncPlatform#cancel(JobId)} ({@link #CANCELLED}).
	 * Lasts until the job is due and a worker is free.
	 */
	QUEUED,

	/**
	 * A worker runs it under a lease. Left when the attempt ends, or when the lease
	 * lapses. Lasts as long as the executor takes.
	 */
	IN_PROGRESS,

	/**
	 * An executor returned normally. Left only by {@link AsyncPlatform#expire(JobId)} or
	 * a re-run; kept until deleted.
	 */
	COMPLETE,

	/**
	 * The last permitted try failed, or the failure is not to be retried. Left by a
	 * manual retry, a discard or a re-run; kept until somebody acts, unless
	 * {@code compute.async.retention.failed} is set.
	 */
	FAILED,

	/**
	 * Was complete, and its result no longer counts. The next submit with its id runs it
	 * again; kept until deleted.
	 */
	EXPIRED,

	/**
	 * Somebody cancelled it while it was queued or in progress. Left by a re-run only;
	 * kept until deleted.
	 */
	CANCELLED,

	/**
	 * Failed for good, and an administrator decided that nothing more is to be done. Left
	 * when it is restored ({@link #FAILED}), or by a re-run; kept until deleted.
	 */
	DISCARDED,

	/**
	 * Written by a newer version of this library, which knows what it means and what
	 * comes next.
	 */
	UNKNOWN;

	private final String value = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * The form used in the database and in messages.
	 * @return lower case, words joined by a hyphen
	 */
	public String value() {
		return this.value;
	}

	/**
	 * Whether nothing more happens to the job by itself.
	 * @return {@code true} for all but {@link #QUEUED}, {@link #IN_PROGRESS} and
	 * {@link #UNKNOWN}
	 */
	public boolean isFinished() {
		return this != QUEUED && this != IN_PROGRESS && this != UNKNOWN;
	}

	/**
	 * Reads a status from its database form.
	 * @param value lower case, words joined by a hyphen
	 * @return the status, {@link #UNKNOWN} if there is no such status
	 */
	public static JobStatus of(String value) {
		return Arrays.stream(values()).filter((status) -> status.value.equals(value)).findFirst().orElse(UNKNOWN);
	}

}
