package io.computeplatform;

import java.util.Arrays;
import java.util.Locale;

/**
 * Why an attempt ended without success. Each reason calls for a different reaction.
 */
public enum FailureReason {

	/**
	 * The executor threw a retryable exception.
	 */
	EXECUTOR_FAILED,

	/**
	 * The executor threw an exception that is not retryable, or the payload can't be read
	 * as the executor's type.
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
	 * {@code compute.async.unserved-timeout}. This is not an attempt: the try count
	 * stays. Or no instance could read the payload, which names a subtype unknown to all
	 * of them. Then the last attempt to read it counts.
	 */
	NO_EXECUTOR,

	/**
	 * A message on a job queue that belongs to no job: broken, foreign, or without a row.
	 * Only dead letters have this reason.
	 */
	REJECTED_MESSAGE,

	/**
	 * A reason that a newer version of this library has written and this version does not
	 * know.
	 */
	UNKNOWN;

	private final String value = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * Value of the reason in the database and in messages.
	 * @return lower case, words joined by a hyphen
	 */
	public String value() {
		return this.value;
	}

	/**
	 * Finds a reason by its value.
	 * @param value lower case, words joined by a hyphen
	 * @return the reason, {@link #UNKNOWN} if there is no such reason
	 */
	public static FailureReason of(String value) {
		return Arrays.stream(values()).filter((reason) -> reason.value.equals(value)).findFirst().orElse(UNKNOWN);
	}

}
