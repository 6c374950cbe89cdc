package io.computeplatform.event;

import java.time.Duration;

import io.computeplatform.JobFailure;
import io.computeplatform.JobId;

/**
 * A job failed for good: it is visible as failed and goes to its dead-letter queue.
 *
 * @param id id of the job
 * @param queue name of its queue, without prefix
 * @param tryNumber number of the try that failed
 * @param maxTries tries that the job could have had
 * @param failure how it failed
 * @param duration how long the try took, until its failure was recorded
 */
public record JobFailed(JobId id, String queue, int tryNumber, int maxTries, JobFailure failure, Duration duration) {

}
