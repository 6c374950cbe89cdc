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
 * @param reason kind of failure: executor failed, timed out, or worker lost
 * @param failure what was thrown, or stands for it
 */
public record FailedTry(UUID id, String queue, int tryNumber, int maxTries, FailureReason reason, Throwable failure) {

}
