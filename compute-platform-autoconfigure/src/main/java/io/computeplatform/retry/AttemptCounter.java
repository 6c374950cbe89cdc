package io.computeplatform.retry;

import java.util.UUID;

import io.computeplatform.FailureReason;

/**
 * Counts the recorded attempts of a job that ended in one way.
 */
@FunctionalInterface
interface AttemptCounter {

	int count(UUID job, int triesBefore, FailureReason reason);

}
