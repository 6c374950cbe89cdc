package io.computeplatform.internal.retry;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.RetryLaterException;
import io.computeplatform.WorkerLostException;
import io.computeplatform.internal.text.FailureCopy;
import io.computeplatform.internal.text.Failures;
import io.computeplatform.internal.thread.ThreadCleaner;

import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;

/**
 * Decides by the queue's retry policy whether a failed attempt is retried, and by its
 * backoff policy when. The policies see a context as if all attempts had run in this
 * process. Internal, thread-safe.
 */
public final class RetryDecider {

	/**
	 * The database can't store times far in the future.
	 */
	private static final Duration LONGEST_DELAY = Duration.ofDays(36525);

	private final Map<String, QueuePolicies> policies;

	private final NonRetryableClassifier nonRetryable;

	private final Map<FailureReason, Integer> limits;

	private final AttemptCounter earlier;

	private final ThreadCleaner cleaner;

	RetryDecider(Map<String, QueuePolicies> policies, NonRetryableClassifier nonRetryable,
			Map<FailureReason, Integer> limits, AttemptCounter earlier, ThreadCleaner cleaner) {
		this.policies = Map.copyOf(policies);
		this.nonRetryable = nonRetryable;
		this.limits = Map.copyOf(limits);
		this.earlier = earlier;
		this.cleaner = cleaner;
	}

	/**
	 * Decides on a failed attempt.
	 * @param failed the attempt
	 * @return the decision
	 */
	public Decision decide(AttemptFailure failed) {
		QueuePolicies queue = this.policies.get(failed.queue());
		if (queue == null) {
			throw new IllegalStateException("No retry policy for queue '" + failed.queue() + "'");
		}
		boolean exhausted = failed.tryNumber() >= failed.maxTries() || isLimitReached(failed);
		return this.cleaner.run("A policy of queue '" + failed.queue() + "'",
				() -> applyPolicies(queue, failed, exhausted));
	}

	private static Decision applyPolicies(QueuePolicies queue, AttemptFailure failed, boolean exhausted) {
		try {
			if (exhausted || !mayRetry(queue.retryPolicy(), failed.failure(), failed.triesSinceRerun())) {
				return new Decision.GiveUp(reason(queue, failed));
			}
			return new Decision.Retry(failed.reason(), delay(queue, failed));
		}
		catch (Throwable ex) {
			// If a policy throws, the job fails for good and stays visible, with the
			// policy's exception suppressed in its failure.
			if (ex != failed.failure()) {
				failed.failure().addSuppressed(Failures.readable(ex));
			}
			return new Decision.GiveUp(failed.reason());
		}
	}

	/**
	 * Whether a failure concerns the job itself, and says nothing about services that
	 * other jobs need too.
	 * @param failure exception of an executor
	 * @return whether it is of a non-retryable class
	 */
	public boolean isNonRetryable(Throwable failure) {
		return !this.nonRetryable.classify(failure);
	}

	/**
	 * Whether a job of a queue that has lost the worker of its first try is tried again,
	 * whichever job it is.
	 * @param queue name of the queue
	 * @return {@code false} also if losses of workers are limited
	 */
	public boolean isRetriedAfterLostWorker(String queue) {
		QueuePolicies policies = this.policies.get(queue);
		if (policies == null || this.limits.containsKey(FailureReason.WORKER_LOST)) {
			return false;
		}
		WorkerLostException lost = new WorkerLostException(new JobId(new UUID(0, 0)), 1, "any");
		return this.cleaner.run("A policy of queue '" + queue + "'", () -> {
			try {
				return mayRetry(policies.retryPolicy(), lost, 1);
			}
			catch (Throwable ex) {
				// A job whose policy throws fails for good.
				return false;
			}
		});
	}

	private static Duration delay(QueuePolicies queue, AttemptFailure failed) {
		Duration delay = Causes.of(failed.failure())
			.stream()
			.map(FailureCopy::original)
			.filter(RetryLaterException.class::isInstance)
			.findFirst()
			.map((cause) -> ((RetryLaterException) cause).delay())
			.orElseGet(() -> queue.backoff().delayAfter(failed.triesSinceRerun()));
		return (delay.compareTo(LONGEST_DELAY) < 0) ? delay : LONGEST_DELAY;
	}

	private static FailureReason reason(QueuePolicies queue, AttemptFailure failed) {
		// A policy that refuses after a single attempt refuses because of the exception,
		// not of the count.
		boolean refused = failed.reason() == FailureReason.EXECUTOR_FAILED
				&& !mayRetry(queue.retryPolicy(), failed.failure(), 1);
		return refused ? FailureReason.NOT_RETRYABLE : failed.reason();
	}

	private boolean isLimitReached(AttemptFailure failed) {
		Integer limit = this.limits.get(failed.reason());
		return limit != null && this.earlier.count(failed.id(), failed.triesBefore(), failed.reason()) + 1 >= limit;
	}

	private static boolean mayRetry(RetryPolicy policy, Throwable failure, int tries) {
		RetryContext context = policy.open(null);
		try {
			for (int i = 0; i < tries; i++) {
				policy.registerThrowable(context, failure);
			}
			return policy.canRetry(context);
		}
		finally {
			policy.close(context);
		}
	}

}
