package io.computeplatform.store;

import java.time.Duration;

import io.computeplatform.JobFailure;

/**
 * A failed attempt that was settled. Internal.
 *
 * @param message what the row owes now; its status says what became of the job, and
 * nothing is owed unless that is queued or failed
 * @param maxTries tries that the job may have
 * @param failure the recorded failure
 * @param duration how long the attempt took
 * @param delay wait before the next try, if there is one
 */
public record Settled(OwedMessage message, int maxTries, JobFailure failure, Duration duration, Duration delay) {

	/**
	 * Whether the message is to be sent now, and not by the relay later.
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
