package io.computeplatform.retry;

import java.time.Duration;
import java.util.Map;

import io.computeplatform.FailureReason;
import io.computeplatform.RetryLaterException;

import io.computeplatform.text.FailureCopy;
import io.computeplatform.text.Failures;

import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;

/**
 * Asks the queue's retry policy whether a failed try is followed by another, and its
 * backoff policy when. The policies see a context as if all tries had happened here.
 * Internal, thread-safe.
 */
public final class RetryDecider {

	/** A database has no time for what is beyond all times. */
	private static final Duration LONGEST_DELAY = Duration.ofDays(36525);

	private final Map<String, QueuePolicies> policies;

	private final NonRetryableClassifier nonRetryable;

	private final Map<FailureReason, Integer> limits;

	private final AttemptCounter earlier;

	RetryDecider(Map<String, QueuePolicies> policies, NonRetryableClassifier nonRetryable,
			Map<FailureReason, Integer> limits, AttemptCounter earlier) {
		this.policies = Map.copyOf(policies);
		this.nonRetryable = nonRetryable;
		this.limits = Map.copyOf(limits);
		this.earlier = earlier;
	}

	/**
	 * Decides.
	 * @param failed the attempt
	 * @return what becomes of the job
	 */
	public Decision decide(FailedTry failed) {
		QueuePolicies queue = this.policies.get(failed.queue());
		if (queue == null) {
			throw new IllegalStateException("No retry policy for queue '" + failed.queue() + "'");
		}
		boolean exhausted = failed.tryNumber() >= failed.maxTries() || isLimitReached(failed);
		try {
			if (exhausted || !mayRetry(queue.retryPolicy(), failed, failed.triesOfThisLife())) {
				return new Decision.GiveUp(reason(queue, failed));
			}
			return new Decision.Retry(failed.reason(), delay(queue, failed));
		}
		catch (Throwable ex) {
			// A policy of the application that fails must leave no job without a
			// decision:
			// it stays visible as failed, with what the policy threw beside its failure.
			if (ex != failed.failure()) {
				failed.failure().addSuppressed(Failures.readable(ex));
			}
			return new Decision.GiveUp(failed.reason());
		}
	}

	/**
	 * Whether a failure is about the job itself, and says nothing about what other jobs
	 * need too.
	 * @param failure what an executor threw
	 * @return whether it is of a class that is not to be retried
	 */
	public boolean blamesJob(Throwable failure) {
		return !this.nonRetryable.classify(failure);
	}

	private static Duration delay(QueuePolicies queue, FailedTry failed) {
		Duration delay = Causes.of(failed.failure())
			.stream()
			.map(FailureCopy::original)
			.filter(RetryLaterException.class::isInstance)
			.findFirst()
			.map((cause) -> ((RetryLaterException) cause).delay())
			.orElseGet(() -> queue.backoff().delayAfter(failed.triesOfThisLife()));
		return (delay.compareTo(LONGEST_DELAY) < 0) ? delay : LONGEST_DELAY;
	}

	private static FailureReason reason(QueuePolicies queue, FailedTry failed) {
		// What the policy refuses after a single try, it refuses for what it is.
		boolean refused = failed.reason() == FailureReason.EXECUTOR_FAILED && !mayRetry(queue.retryPolicy(), failed, 1);
		return refused ? FailureReason.NOT_RETRYABLE : failed.reason();
	}

	private boolean isLimitReached(FailedTry failed) {
		Integer limit = this.limits.get(failed.reason());
		return limit != null && this.earlier.count(failed.id(), failed.triesBefore(), failed.reason()) + 1 >= limit;
	}

	private static boolean mayRetry(RetryPolicy policy, FailedTry failed, int tries) {
		RetryContext context = policy.open(null);
		try {
			for (int i = 0; i < tries; i++) {
				policy.registerThrowable(context, failed.failure());
			}
			return policy.canRetry(context);
		}
		finally {
			policy.close(context);
		}
	}

}
