package io.computeplatform.failed;

import java.time.Instant;
import java.util.UUID;

import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * A row of a {@link FailedJob}. Internal.
 */
record FailedJobRow(JobId id, String queue, String type, @Nullable String payload, int tryCount, int maxTries,
		Instant createdAt, JobFailure failure, @Nullable UUID group, @Nullable String title) implements FailedJob {

	/**
	 * Omits the payload, which can be large.
	 */
	@Override
	public String toString() {
		return "FailedJob[id=" + this.id + ", queue=" + this.queue + ", type=" + this.type + ", tryCount="
				+ this.tryCount + ", failure=" + this.failure + "]";
	}

}
