package io.computeplatform;

import java.util.Arrays;
import java.util.Locale;

/**
 * Why an attempt ended without success. Kept apart because each asks for another answer.
 */
public enum FailureReason {

	/**
	 * The executor threw something that may be tried again.
	 */
	EXECUTOR_FAILED,

	/**
	 * The executor threw something that is not to be tried again, or the payload can't be
	 * read as the executor's type.
	 */
	NOT_RETRYABLE,

	/**
	 * The attempt took longer than its queue's timeout.
	 */
	TIMED_OUT,

	/**
	 * The worker process stopped renewing its lease: killed, crashed, or cut off.
	 */
	WORKER_LOST,

	/**
	 * The job was cancelled while it ran.
	 */
	CANCELLED,

	/**
	 * No instance had an executor for the job's type within
	 * {@code compute.async.unserved-timeout}. Not an attempt: the try count stays.
	 */
	NO_EXECUTOR,

	/**
	 * A message on a job queue that belongs to no job: broken, foreign, or without a row.
	 * Only dead letters have it.
	 */
	REJECTED_MESSAGE,

	/**
	 * Written by a newer version of this library, which knows what it means.
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
	 * Reads a reason from its database form.
	 * @param value lower case, words joined by a hyphen
	 * @return the reason, {@link #UNKNOWN} if there is no such reason
	 */
	public static FailureReason of(String value) {
		return Arrays.stream(values()).filter((reason) -> reason.value.equals(value)).findFirst().orElse(UNKNOWN);
	}

}
