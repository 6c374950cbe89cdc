package io.computeplatform.store;

import java.time.OffsetDateTime;
import java.util.UUID;

import io.computeplatform.JobFailure;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * The message that a row owes: a wake-up call for a queued job, a dead letter for a
 * failed one. Internal.
 *
 * @param id id of the job
 * @param queue name of its queue
 * @param type type name of its payload
 * @param status queued or failed
 * @param tryCount tries started so far
 * @param publishedAt the database's time at which the message was handed out
 * @param payload payload, for a dead letter only that is to be sent at once
 * @param failure failure, for a dead letter only
 */
public record OwedMessage(UUID id, String queue, String type, JobStatus status, int tryCount,
		OffsetDateTime publishedAt, @Nullable String payload, @Nullable JobFailure failure) {

	/**
	 * Keeps what is needed to mark it as sent.
	 * @return the same message without its payload and failure
	 */
	public OwedMessage withoutContent() {
		return (this.payload != null || this.failure != null) ? new OwedMessage(this.id, this.queue, this.type,
				this.status, this.tryCount, this.publishedAt, null, null) : this;
	}

	@Override
	public String toString() {
		// Without the payload, which may be sensitive.
		return "OwedMessage[id=" + this.id + ", queue=" + this.queue + ", type=" + this.type + ", status=" + this.status
				+ ", tryCount=" + this.tryCount + ", publishedAt=" + this.publishedAt + "]";
	}

}
