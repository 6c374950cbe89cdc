package io.computeplatform.internal.store;

import java.time.Duration;

import io.computeplatform.JobFailure;

/**
 * A failed attempt that was recorded. Internal.
 *
 * @param message message of the row; its status is the new status of the job, and it is
 * pending only if that is queued or failed
 * @param maxTries tries that the job may have
 * @param failure the recorded failure
 * @param duration duration of the attempt
 * @param delay wait before the next attempt, if there is one
 */
public record RecordedFailure(OutboxMessage message, int maxTries, JobFailure failure, Duration duration,
		Duration delay) {

	/**
	 * Whether the message is to be published now, and not by the relay later.
	 * @return {@code true} for a retry without delay, and for a dead letter unless its
	 * payload is large
	 */
	public boolean isDue() {
		return switch (this.message.status()) {
			case FAILED -> this.message.payload() != null;
			case QUEUED -> this.delay.isZero();
			default -> false;
		};
	}

}
