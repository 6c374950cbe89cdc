package io.computeplatform.internal.retry;

import java.time.Duration;

import io.computeplatform.FailureReason;

/**
 * Decision on a job whose attempt failed. Internal.
 */
public sealed interface Decision {

	/**
	 * Why the attempt counts as failed.
	 * @return the reason to record
	 */
	FailureReason reason();

	/**
	 * The job is retried.
	 *
	 * @param reason why the attempt failed
	 * @param delay wait before the next attempt; zero means straight to the back of the
	 * queue
	 */
	record Retry(FailureReason reason, Duration delay) implements Decision {

	}

	/**
	 * The job fails for good.
	 *
	 * @param reason why the attempt failed
	 */
	record GiveUp(FailureReason reason) implements Decision {

	}

}
