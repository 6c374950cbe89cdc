package io.computeplatform.retry;

import java.util.UUID;

import io.computeplatform.FailureReason;

/**
 * An attempt that failed, to be decided upon. Internal.
 *
 * @param id id of the job
 * @param queue name of its queue
 * @param tryNumber number of the try
 * @param maxTries tries that the job may have
 * @param triesBefore tries that it had when it was submitted again under its id, which
 * count for nothing but its limit
 * @param reason kind of failure: executor failed, timed out, or worker lost
 * @param failure what was thrown, or stands for it
 */
public record FailedTry(UUID id, String queue, int tryNumber, int maxTries, int triesBefore, FailureReason reason,
		Throwable failure) {

	int triesOfThisLife() {
		return this.tryNumber - this.triesBefore;
	}

}
