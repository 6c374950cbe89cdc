package io.computeplatform;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A job as its row shows it. All times are the database's.
 *
 * @param id id of the job
 * @param queue name of its queue, without prefix
 * @param type class name of its payload
 * @param payload exact JSON that was submitted
 * @param status where it stands
 * @param tryCount attempts started so far; 0 on submit
 * @param maxTries attempts permitted; never exceeded by the try count
 * @param createdAt when it was submitted
 * @param dueAt not started before
 * @param startedAt when the newest attempt started, if any did
 * @param finishedAt when it was finished, if it is
 * @param worker process that ran the newest attempt, if any did
 * @param lastFailure newest failure, also of a job that succeeded later
 */
public record Job(JobId id, String queue, String type, String payload, JobStatus status, int tryCount, int maxTries,
		Instant createdAt, Instant dueAt, @Nullable Instant startedAt, @Nullable Instant finishedAt,
		@Nullable String worker, @Nullable JobFailure lastFailure) {

	/**
	 * Without the payload, which may be sensitive, so that a job can be logged.
	 */
	@Override
	public String toString() {
		return "Job[id=" + this.id + ", queue=" + this.queue + ", type=" + this.type + ", status=" + this.status
				+ ", tryCount=" + this.tryCount + ", maxTries=" + this.maxTries + ", createdAt=" + this.createdAt
				+ ", dueAt=" + this.dueAt + ", startedAt=" + this.startedAt + ", finishedAt=" + this.finishedAt
				+ ", worker=" + this.worker + ", lastFailure=" + this.lastFailure + "]";
	}

}
