package io.computeplatform.internal.retry;

import org.springframework.retry.backoff.Sleeper;

/**
 * Records the time of a sleep instead of sleeping.
 */
final class CapturingSleeper implements Sleeper {

	private static final long serialVersionUID = 1L;

	private long millis;

	@Override
	public void sleep(long backOffPeriod) {
		this.millis += backOffPeriod;
	}

	void reset() {
		this.millis = 0;
	}

	long millis() {
		return this.millis;
	}

}
