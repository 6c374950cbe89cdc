package io.computeplatform.event;

import java.time.Duration;

import io.computeplatform.JobFailure;
import io.computeplatform.JobId;

/**
 * A try failed and the job is queued again.
 *
 * @param id id of the job
 * @param queue name of its queue, without prefix
 * @param tryNumber number of the try that failed
 * @param maxTries tries that the job may have
 * @param failure how it failed
 * @param duration how long the try took, until its failure was recorded
 * @param delay wait before the next try; zero means straight to the back of the queue
 */
public record JobRetried(JobId id, String queue, int tryNumber, int maxTries, JobFailure failure, Duration duration,
		Duration delay) {

}
