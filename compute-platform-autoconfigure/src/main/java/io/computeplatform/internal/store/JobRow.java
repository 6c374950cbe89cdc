package io.computeplatform.internal.store;

import java.time.Instant;
import java.util.Optional;

import io.computeplatform.Job;
import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import io.computeplatform.JobProgress;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * A row of a {@link Job}. Internal.
 */
public record JobRow(JobId id, String queue, String type, String payload, JobStatus status, int tryCount, int maxTries,
		Instant createdAt, Instant dueAt, @Nullable Instant startedAt, @Nullable Instant finishedAt,
		@Nullable String worker, @Nullable JobFailure lastFailure, @Nullable JobProgress newestProgress,
		@Nullable String resultJson) implements Job {

	@Override
	public Optional<JobProgress> progress() {
		return Optional.ofNullable(this.newestProgress);
	}

	@Override
	public Optional<String> result() {
		return Optional.ofNullable(this.resultJson);
	}

	@Override
	public <T> Optional<T> result(Class<T> type) {
		return result().map((json) -> Results.JSON.readResult(json, type));
	}

	/**
	 * Omits payload and result, which can be sensitive, so that a job can be logged.
	 */
	@Override
	public String toString() {
		return "Job[id=" + this.id + ", queue=" + this.queue + ", type=" + this.type + ", status=" + this.status
				+ ", tryCount=" + this.tryCount + ", maxTries=" + this.maxTries + ", createdAt=" + this.createdAt
				+ ", dueAt=" + this.dueAt + ", startedAt=" + this.startedAt + ", finishedAt=" + this.finishedAt
				+ ", worker=" + this.worker + ", lastFailure=" + this.lastFailure + ", progress=" + this.newestProgress
				+ "]";
	}

	/**
	 * Created with the first result that is read.
	 */
	private static final class Results {

		private static final PayloadJson JSON = new PayloadJson();

	}

}
