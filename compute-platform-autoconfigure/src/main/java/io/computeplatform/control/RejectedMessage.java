package io.computeplatform.control;

import java.time.Instant;

import io.computeplatform.audit.Action;
import org.jspecify.annotations.Nullable;

/**
 * A message on a job queue that belongs to no job, as far as it is kept. The dead-letter
 * queue holds it unchanged. Immutable.
 *
 * @param id id of its row; later rejections have larger ids
 * @param queue name of the queue it was found in, without prefix
 * @param messageId message id that its sender set, if any
 * @param type type that its sender set, if any
 * @param reason why it was rejected, 1000 characters at most
 * @param bodySize size of its body in bytes
 * @param isComplete whether its headers and its body are kept completely, so that it can
 * be moved back
 * @param times how often it was rejected: the same message can arrive again
 * @param firstRejectedAt when it was rejected first, by the database's clock
 * @param lastRejectedAt when it was rejected last
 * @param headers its headers as a JSON object, masked like payloads; {@code null} in
 * lists
 * @param body its body, 64 KiB at most, as UTF-8 text on one line and masked like
 * payloads; {@code null} in lists
 * @param resolution how it was resolved, or {@code null} if it is open
 */
public record RejectedMessage(long id, String queue, @Nullable String messageId, @Nullable String type, String reason,
		long bodySize, boolean isComplete, long times, Instant firstRejectedAt, Instant lastRejectedAt,
		@Nullable String headers, @Nullable String body, @Nullable Resolution resolution) {

	/**
	 * Omits headers and body, which can be sensitive, so that a message can be logged.
	 */
	@Override
	public String toString() {
		return "RejectedMessage[id=" + this.id + ", queue=" + this.queue + ", reason=" + this.reason + ", times="
				+ this.times + "]";
	}

	/**
	 * Resolution of a rejected message.
	 *
	 * @param at when, by the database's clock
	 * @param action {@link Action#MOVE_BACK} or {@link Action#DISCARD}
	 * @param actor who did it; {@code unknown} if no actor was given
	 * @param comment why, if a comment was given
	 */
	public record Resolution(Instant at, Action action, String actor, @Nullable String comment) {

	}

}
