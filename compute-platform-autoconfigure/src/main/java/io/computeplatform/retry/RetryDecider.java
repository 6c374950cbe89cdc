package io.computeplatform.retry;

import java.time.Duration;
import java.util.Map;

import io.computeplatform.FailureReason;
import io.computeplatform.RetryLaterException;

import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;

/**
 * Asks the queue's retry policy whether a failed try is followed by another, and its
 * backoff policy when. The policies see a context as if all tries had happened here.
 * Internal, thread-safe.
 */
public final class RetryDecider {

	private final Map<String, QueuePolicies> policies;

	private final Map<FailureReason, Integer> limits;

	private final AttemptCounter earlier;

	RetryDecider(Map<String, QueuePolicies> policies, Map<FailureReason, Integer> limits, AttemptCounter earlier) {
		this.policies = Map.copyOf(policies);
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
		if (failed.tryNumber() >= failed.maxTries() || isLimitReached(failed)
				|| !mayRetry(queue.retryPolicy(), failed, failed.tryNumber())) {
			return new Decision.GiveUp(reason(queue, failed));
		}
		Duration delay = (failed.failure() instanceof RetryLaterException later) ? later.delay()
				: queue.backoff().delayAfter(failed.tryNumber());
		return new Decision.Retry(failed.reason(), delay);
	}

	private static FailureReason reason(QueuePolicies queue, FailedTry failed) {
		// What the policy refuses after a single try, it refuses for what it is.
		boolean refused = failed.reason() == FailureReason.EXECUTOR_FAILED && !mayRetry(queue.retryPolicy(), failed, 1);
		return refused ? FailureReason.NOT_RETRYABLE : failed.reason();
	}

	private boolean isLimitReached(FailedTry failed) {
		Integer limit = this.limits.get(failed.reason());
		return limit != null && this.earlier.count(failed.id(), failed.reason()) + 1 >= limit;
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
