package io.computeplatform.reconcile;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A message in a job queue of which no job could be made, as far as it is kept. It is on
 * the dead-letter queue as it was. Immutable.
 *
 * @param id number of its row; larger ones were rejected later
 * @param queue name of the queue it was found in, without prefix
 * @param messageId the id that its sender gave it, if any
 * @param type the type that its sender gave it, if any
 * @param reason what is wrong with it, 1000 characters at most
 * @param bodySize size of its body in bytes
 * @param isWhole whether its headers and its body are kept whole, so that it can be moved
 * back
 * @param times how often it was rejected: the same message may come again
 * @param firstRejectedAt when it was rejected first, by the database's clock
 * @param lastRejectedAt when it was rejected last
 * @param headers its headers as a JSON object, masked like payloads; {@code null} in
 * lists
 * @param body its body, 64 KiB at most, as UTF-8 text on one line and masked like
 * payloads; {@code null} in lists
 * @param settlement what somebody did with it, or {@code null} if it is open
 */
public record RejectedMessage(long id, String queue, @Nullable String messageId, @Nullable String type, String reason,
		long bodySize, boolean isWhole, long times, Instant firstRejectedAt, Instant lastRejectedAt,
		@Nullable String headers, @Nullable String body, @Nullable Settlement settlement) {

	/**
	 * Without headers and body, which may be sensitive, so that a message can be logged.
	 */
	@Override
	public String toString() {
		return "RejectedMessage[id=" + this.id + ", queue=" + this.queue + ", reason=" + this.reason + ", times="
				+ this.times + "]";
	}

	/**
	 * What was done with a message.
	 *
	 * @param at when, by the database's clock
	 * @param action {@code move-back} or {@code discard}
	 * @param by who did it
	 * @param reason why, if it was said
	 */
	public record Settlement(Instant at, String action, String by, @Nullable String reason) {

	}

}
