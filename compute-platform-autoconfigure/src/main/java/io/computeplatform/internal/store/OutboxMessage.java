package io.computeplatform.internal.store;

import java.time.OffsetDateTime;
import java.util.UUID;

import io.computeplatform.JobFailure;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * The pending message of a row: a job message for a queued job, a dead letter for a
 * failed one. Internal.
 *
 * @param id id of the job
 * @param queue name of its queue
 * @param type type name of its payload
 * @param status queued or failed
 * @param tryCount tries started so far
 * @param publishedAt time by the database's clock at which the message was claimed
 * @param payload payload, only for a dead letter that is to be published at once
 * @param failure failure, only for a dead letter
 */
public record OutboxMessage(UUID id, String queue, String type, JobStatus status, int tryCount,
		OffsetDateTime publishedAt, @Nullable String payload, @Nullable JobFailure failure) {

	/**
	 * Keeps only what is needed to mark it as confirmed.
	 * @return the same message without its payload and failure
	 */
	public OutboxMessage withoutContent() {
		return (this.payload != null || this.failure != null) ? new OutboxMessage(this.id, this.queue, this.type,
				this.status, this.tryCount, this.publishedAt, null, null) : this;
	}

	@Override
	public String toString() {
		// Omits the payload, which can be sensitive.
		return "OutboxMessage[id=" + this.id + ", queue=" + this.queue + ", type=" + this.type + ", status="
				+ this.status + ", tryCount=" + this.tryCount + ", publishedAt=" + this.publishedAt + "]";
	}

}
