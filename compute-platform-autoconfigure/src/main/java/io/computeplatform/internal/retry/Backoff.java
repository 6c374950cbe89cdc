package io.computeplatform.internal.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import io.computeplatform.ComputeAsyncProperties;

import org.springframework.retry.RetryContext;
import org.springframework.retry.backoff.BackOffContext;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.backoff.ExponentialBackOffPolicy;
import org.springframework.retry.backoff.NoBackOffPolicy;
import org.springframework.retry.backoff.SleepingBackOffPolicy;
import org.springframework.retry.context.RetryContextSupport;

/**
 * Computes the delay of a policy that sleeps, without sleeping: the delay becomes a due
 * time in the row, and no thread waits.
 */
final class Backoff {

	private final BackOffPolicy policy;

	private final double jitter;

	private Backoff(BackOffPolicy policy, double jitter) {
		this.policy = policy;
		this.jitter = jitter;
	}

	static Backoff of(ComputeAsyncProperties.Backoff settings) {
		if (settings.initialInterval().isZero()) {
			return new Backoff(new NoBackOffPolicy(), 0);
		}
		ExponentialBackOffPolicy policy = new ExponentialBackOffPolicy();
		policy.setInitialInterval(settings.initialInterval().toMillis());
		policy.setMultiplier(settings.multiplier());
		policy.setMaxInterval(settings.maxInterval().toMillis());
		return new Backoff(policy, settings.jitter());
	}

	static Backoff of(BackOffPolicy policy) {
		return new Backoff(policy, 0);
	}

	/**
	 * Whether a policy exposes its sleep.
	 */
	static boolean isSupported(BackOffPolicy policy) {
		return policy instanceof SleepingBackOffPolicy<?> || policy instanceof NoBackOffPolicy;
	}

	Duration delayAfter(int tries) {
		if (!(this.policy instanceof SleepingBackOffPolicy<?> sleeping)) {
			return Duration.ZERO;
		}
		CapturingSleeper sleeper = new CapturingSleeper();
		BackOffPolicy capturing = sleeping.withSleeper(sleeper);
		RetryContext context = new RetryContextSupport(null);
		BackOffContext state = capturing.start(context);
		for (int i = 0; i < tries; i++) {
			sleeper.reset();
			backOff(capturing, state);
		}
		return Duration.ofMillis(vary(sleeper.millis()));
	}

	private static void backOff(BackOffPolicy policy, BackOffContext state) {
		try {
			policy.backOff(state);
		}
		catch (BackOffInterruptedException ex) {
			throw new IllegalStateException("A back-off policy was interrupted, though its sleeper never sleeps", ex);
		}
	}

	private long vary(long millis) {
		double factor = 1 - this.jitter + 2 * this.jitter * ThreadLocalRandom.current().nextDouble();
		return Math.round(millis * factor);
	}

}
