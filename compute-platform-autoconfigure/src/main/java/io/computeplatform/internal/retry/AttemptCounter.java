package io.computeplatform.internal.retry;

import java.util.UUID;

import io.computeplatform.FailureReason;

/**
 * Counts the recorded attempts of a job that ended with one reason.
 */
@FunctionalInterface
interface AttemptCounter {

	int count(UUID job, int triesBefore, FailureReason reason);

}
