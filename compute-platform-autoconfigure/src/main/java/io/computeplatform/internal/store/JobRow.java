package io.computeplatform.internal.store;

import java.time.Instant;

import io.computeplatform.Job;
import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * A row of a {@link Job}. Internal.
 */
public record JobRow(JobId id, String queue, String type, String payload, JobStatus status, int tryCount, int maxTries,
		Instant createdAt, Instant dueAt, @Nullable Instant startedAt, @Nullable Instant finishedAt,
		@Nullable String worker, @Nullable JobFailure lastFailure) implements Job {

	/**
	 * Omits the payload, which can be sensitive, so that a job can be logged.
	 */
	@Override
	public String toString() {
		return "Job[id=" + this.id + ", queue=" + this.queue + ", type=" + this.type + ", status=" + this.status
				+ ", tryCount=" + this.tryCount + ", maxTries=" + this.maxTries + ", createdAt=" + this.createdAt
				+ ", dueAt=" + this.dueAt + ", startedAt=" + this.startedAt + ", finishedAt=" + this.finishedAt
				+ ", worker=" + this.worker + ", lastFailure=" + this.lastFailure + "]";
	}

}
