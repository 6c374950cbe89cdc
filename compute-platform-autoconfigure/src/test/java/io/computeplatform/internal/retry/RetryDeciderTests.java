package io.computeplatform.internal.retry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.NonRetryableJobException;
import io.computeplatform.RetryLaterException;
import io.computeplatform.WorkerLostException;
import io.computeplatform.internal.thread.ThreadCleaner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryPolicy;
import org.springframework.retry.backoff.BackOffPolicy;
import org.springframework.retry.backoff.ExponentialRandomBackOffPolicy;
import org.springframework.retry.backoff.FixedBackOffPolicy;
import org.springframework.retry.backoff.NoBackOffPolicy;
import org.springframework.retry.policy.AlwaysRetryPolicy;
import org.springframework.retry.policy.BinaryExceptionClassifierRetryPolicy;
import org.springframework.retry.policy.SimpleRetryPolicy;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("fast")
class RetryDeciderTests {

	private final Map<FailureReason, Integer> limits = new EnumMap<>(FailureReason.class);

	private RetryPolicy policy = new BinaryExceptionClassifierRetryPolicy(
			new NonRetryableClassifier(Set.of(NonRetryableJobException.class, IOException.class)));

	private BackOffPolicy backOff = new NoBackOffPolicy();

	private int earlier;

	private int triesBefore;

	@Test
	void failureIsRetriedUntilTheMaximumIsReached() {
		assertThat(decide(1, 3, new IllegalStateException())).isEqualTo(retry(Duration.ZERO));
		assertThat(decide(2, 3, new IllegalStateException())).isEqualTo(retry(Duration.ZERO));
		assertThat(decide(3, 3, new IllegalStateException())).isEqualTo(giveUp(FailureReason.EXECUTOR_FAILED));
	}

	@Test
	void jobThatWasSubmittedAgainStartsAfreshWithItsBackoff() {
		ExponentialRandomBackOffPolicy growing = new ExponentialRandomBackOffPolicy();
		growing.setInitialInterval(1000);
		growing.setMultiplier(100);
		growing.setMaxInterval(1_000_000);
		this.backOff = growing;
		this.policy = new SimpleRetryPolicy(3);
		this.triesBefore = 7;
		assertThat(decide(8, 20, new IllegalStateException())).isInstanceOfSatisfying(Decision.Retry.class,
				(retry) -> assertThat(retry.delay()).isLessThan(Duration.ofSeconds(101)));
		assertThat(decide(10, 20, new IllegalStateException())).isInstanceOf(Decision.GiveUp.class);
	}

	@Test
	void policyThatThrowsAnErrorFailsItsJobAndSaysSo() {
		IllegalStateException failure = new IllegalStateException();
		this.policy = new AlwaysRetryPolicy() {
			@Override
			public boolean canRetry(RetryContext context) {
				throw new LinkageError("policy");
			}
		};
		assertThat(decide(1, 3, failure)).isEqualTo(giveUp(FailureReason.EXECUTOR_FAILED));
		assertThat(failure.getSuppressed()).hasSize(1);
		assertThat(failure.getSuppressed()[0]).isInstanceOf(LinkageError.class);
	}

	@Test
	void whatIsNotToBeRetriedEndsTheJobAtOnceAlsoAsACause() {
		for (Throwable failure : List.of(new NonRetryableJobException("no"), new IOException(),
				new UncheckedIOException(new IOException()),
				new ExecutionException(new NonRetryableJobException("no")))) {
			assertThat(decide(1, 3, failure)).isEqualTo(giveUp(FailureReason.NOT_RETRYABLE));
		}
	}

	@Test
	void causesThatFormACycleAreNoTrap() {
		Exception one = new Exception("one");
		Exception other = new Exception("other", one);
		one.initCause(other);
		assertThat(decide(1, 3, one)).isEqualTo(retry(Duration.ZERO));
	}

	@Test
	void exceptionMayChooseTheDelayAlsoAsACause() {
		this.backOff = new FixedBackOffPolicy();
		RetryLaterException later = new RetryLaterException(Duration.ofMinutes(7), "busy");
		assertThat(decide(1, 3, later)).isEqualTo(retry(Duration.ofMinutes(7)));
		assertThat(decide(1, 3, new ExecutionException(later))).isEqualTo(retry(Duration.ofMinutes(7)));
		assertThat(decide(3, 3, later)).isEqualTo(giveUp(FailureReason.EXECUTOR_FAILED));
	}

	@Test
	void ownPolicyMayStopSooner() {
		this.policy = new SimpleRetryPolicy(2);
		assertThat(decide(1, 5, new IllegalStateException())).isEqualTo(retry(Duration.ZERO));
		assertThat(decide(2, 5, new IllegalStateException())).isEqualTo(giveUp(FailureReason.EXECUTOR_FAILED));
	}

	@Test
	void limitOfOneReasonStopsSoonerThanTheCommonMaximum() {
		this.limits.put(FailureReason.WORKER_LOST, 2);
		WorkerLostException lost = new WorkerLostException(new JobId(UUID.randomUUID()), 1, "worker");
		assertThat(decide(1, 9, FailureReason.WORKER_LOST, lost)).isInstanceOf(Decision.Retry.class);
		this.earlier = 1;
		assertThat(decide(2, 9, FailureReason.WORKER_LOST, lost)).isEqualTo(giveUp(FailureReason.WORKER_LOST));
		assertThat(decide(2, 9, new IllegalStateException())).isEqualTo(retry(Duration.ZERO));
	}

	@Test
	void policyThatFailsLeavesTheJobVisibleWithWhatItThrew() {
		this.policy = new AlwaysRetryPolicy() {
			@Override
			public boolean canRetry(RetryContext context) {
				throw new IllegalArgumentException("the policy is broken");
			}
		};
		IllegalStateException failure = new IllegalStateException();
		assertThat(decide(1, 3, failure)).isEqualTo(giveUp(FailureReason.EXECUTOR_FAILED));
		assertThat(failure.getSuppressed()).singleElement()
			.satisfies((suppressed) -> assertThat(suppressed).hasMessage("the policy is broken"));
	}

	@Test
	void delayIsWhatThePolicyWouldHaveSlept() {
		ExponentialRandomBackOffPolicy random = new ExponentialRandomBackOffPolicy();
		random.setInitialInterval(1000);
		random.setMultiplier(2);
		random.setMaxInterval(60_000);
		this.backOff = random;
		Decision decision = decide(3, 9, new IllegalStateException());
		assertThat(((Decision.Retry) decision).delay()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(8));
	}

	@Test
	void delayGrowsByTheFactorUpToTheMaximumAndVariesByTheJitter() {
		Backoff exact = Backoff
			.of(new ComputeAsyncProperties.Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(5), 0));
		assertThat(List.of(exact.delayAfter(1), exact.delayAfter(2), exact.delayAfter(3), exact.delayAfter(4)))
			.containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4),
					Duration.ofSeconds(5));
		Backoff jittered = Backoff
			.of(new ComputeAsyncProperties.Backoff(Duration.ofSeconds(1), 2, Duration.ofSeconds(5), 0.5));
		assertThat(jittered.delayAfter(1)).isBetween(Duration.ofMillis(500), Duration.ofMillis(1500));
		Backoff none = Backoff.of(new ComputeAsyncProperties.Backoff(Duration.ZERO, 2, Duration.ofSeconds(5), 0.5));
		assertThat(none.delayAfter(5)).isZero();
	}

	private Decision decide(int tryNumber, int maxTries, Throwable failure) {
		return decide(tryNumber, maxTries, FailureReason.EXECUTOR_FAILED, failure);
	}

	private Decision decide(int tryNumber, int maxTries, FailureReason reason, Throwable failure) {
		QueuePolicies policies = new QueuePolicies(this.policy, Backoff.of(this.backOff));
		return new RetryDecider(Map.of("work", policies), new NonRetryableClassifier(Set.of()), this.limits,
				(job, before, counted) -> this.earlier, new ThreadCleaner(Stream::empty))
			.decide(new AttemptFailure(UUID.randomUUID(), "work", tryNumber, maxTries, this.triesBefore, reason,
					failure));
	}

	private static Decision retry(Duration delay) {
		return new Decision.Retry(FailureReason.EXECUTOR_FAILED, delay);
	}

	private static Decision giveUp(FailureReason reason) {
		return new Decision.GiveUp(reason);
	}

}
