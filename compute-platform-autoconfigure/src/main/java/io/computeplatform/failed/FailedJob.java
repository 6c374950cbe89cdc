package io.computeplatform.failed;

import java.time.Instant;
import java.util.UUID;

import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A job that failed for good. All times are the database's.
 *
 * @param id id of the job
 * @param queue name of its queue, without prefix
 * @param type class name of its payload
 * @param payload JSON that was submitted, with {@code "***"} for each sensitive value, or
 * {@code null} in a page of jobs: {@link FailedJobRepository#findById(JobId)} reads it,
 * and {@link io.computeplatform.AsyncPlatform#find(JobId)} has the exact one
 * @param tryCount tries that were started
 * @param maxTries tries that were permitted
 * @param createdAt when it was submitted
 * @param failure how and when it failed for good
 * @param group {@link FailedJobGroup#fingerprint()} of its group, or {@code null} if it
 * failed before groups were recorded
 * @param title {@link FailedJobGroup#title()} of its group, or {@code null} likewise
 */
public record FailedJob(JobId id, String queue, String type, @Nullable String payload, int tryCount, int maxTries,
		Instant createdAt, JobFailure failure, @Nullable UUID group, @Nullable String title) {

	/**
	 * Leaves the payload out, which may be large.
	 */
	@Override
	public String toString() {
		return "FailedJob[id=" + this.id + ", queue=" + this.queue + ", type=" + this.type + ", tryCount="
				+ this.tryCount + ", failure=" + this.failure + "]";
	}

}
