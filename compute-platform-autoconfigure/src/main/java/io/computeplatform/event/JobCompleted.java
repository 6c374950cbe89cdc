package io.computeplatform.event;

import java.time.Duration;

import io.computeplatform.JobId;

/**
 * A try succeeded.
 *
 * @param id id of the job
 * @param queue name of its queue, without prefix
 * @param tryNumber number of the try that succeeded
 * @param maxTries tries that the job could have had
 * @param duration how long the try took, until its success was recorded
 */
public record JobCompleted(JobId id, String queue, int tryNumber, int maxTries, Duration duration) {

}
