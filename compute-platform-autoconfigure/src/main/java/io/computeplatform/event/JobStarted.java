package io.computeplatform.event;

import java.time.Duration;

import io.computeplatform.JobId;

/**
 * A try was claimed by this process and starts now.
 *
 * @param id id of the job
 * @param queue name of its queue, without prefix
 * @param tryNumber number of the try, from 1
 * @param maxTries tries that the job may have
 * @param waited how long the job waited for it, since it was due
 */
public record JobStarted(JobId id, String queue, int tryNumber, int maxTries, Duration waited) {

}
