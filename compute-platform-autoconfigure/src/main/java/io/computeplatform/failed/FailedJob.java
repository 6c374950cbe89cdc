package io.computeplatform.failed;

import java.time.Instant;

import io.computeplatform.JobFailure;
import io.computeplatform.JobId;

/**
 * A job that failed for good. All times are the database's.
 *
 * @param id id of the job
 * @param queue name of its queue, without prefix
 * @param type class name of its payload
 * @param payload exact JSON that was submitted
 * @param tryCount tries that were started
 * @param maxTries tries that were permitted
 * @param createdAt when it was submitted
 * @param failure how and when it failed for good
 */
public record FailedJob(JobId id, String queue, String type, String payload, int tryCount, int maxTries,
		Instant createdAt, JobFailure failure) {

}
