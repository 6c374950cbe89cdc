package io.computeplatform.internal.retry;

import java.util.UUID;

import io.computeplatform.FailureReason;

/**
 * An attempt that failed, to be decided. Internal.
 *
 * @param id id of the job
 * @param queue name of its queue
 * @param tryNumber number of the attempt
 * @param maxTries tries that the job may have
 * @param triesBefore try count when it was submitted again under its id; the policies do
 * not see these attempts
 * @param reason kind of failure: executor failed, timed out, or worker lost
 * @param failure the exception, or one that represents the failure
 */
public record AttemptFailure(UUID id, String queue, int tryNumber, int maxTries, int triesBefore, FailureReason reason,
		Throwable failure) {

	int triesSinceRerun() {
		return this.tryNumber - this.triesBefore;
	}

}
