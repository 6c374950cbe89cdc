package io.computeplatform.internal.attempt;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.computeplatform.internal.broker.JobPublisher.NotPublishedException;
import io.computeplatform.internal.support.LogRateLimiter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpException;
import org.springframework.classify.BinaryExceptionClassifier;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.retry.RetryCallback;
import org.springframework.retry.RetryContext;
import org.springframework.retry.RetryListener;
import org.springframework.retry.backoff.BackOffInterruptedException;
import org.springframework.retry.backoff.ExponentialRandomBackOffPolicy;
import org.springframework.retry.policy.SimpleRetryPolicy;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.transaction.TransactionException;

/**
 * Repeats a step during an outage of the database or the broker, with a growing, bounded
 * wait, so that an outage uses up no attempt and loses no outcome. Internal, thread-safe.
 */
public final class OutageRetry {

	private static final Logger LOG = LoggerFactory.getLogger(OutageRetry.class);

	private static final String STEP = "compute.step";

	/**
	 * Also as causes. A DataIntegrityViolationException is permanent.
	 */
	private static final Map<Class<? extends Throwable>, Boolean> OUTAGES = Map.of(DataAccessException.class, true,
			DataIntegrityViolationException.class, false, TransactionException.class, true, AmqpException.class, true,
			NotPublishedException.class, true);

	private static final BinaryExceptionClassifier CLASSIFIER = outages();

	private final RetryTemplate template = new RetryTemplate();

	/**
	 * By the verb of a step, of which there are few.
	 */
	private final Map<String, LogRateLimiter> lines = new ConcurrentHashMap<>();

	public OutageRetry(Supplier<CountDownLatch> stop) {
		ExponentialRandomBackOffPolicy wait = new ExponentialRandomBackOffPolicy();
		wait.setInitialInterval(100);
		wait.setMaxInterval(5000);
		wait.setSleeper((millis) -> {
			if (stop.get().await(millis, TimeUnit.MILLISECONDS)) {
				throw new InterruptedException("The worker stops");
			}
		});
		this.template.setBackOffPolicy(wait);
		this.template.setRetryPolicy(new SimpleRetryPolicy(Integer.MAX_VALUE, OUTAGES, true));
		this.template.registerListener(new RetryListener() {
			@Override
			public <T, E extends Throwable> void onError(RetryContext context, RetryCallback<T, E> callback,
					Throwable failure) {
				String step = String.valueOf(context.getAttribute(STEP));
				long failures = OutageRetry.this.lines
					.computeIfAbsent(step.split(" ", 2)[0], (key) -> new LogRateLimiter())
					.count();
				if (failures > 0) {
					LOG.warn("Failed to {} ({} times, {} since the last such line); retrying: {}", step,
							context.getRetryCount(), failures, failure.getMessage());
				}
			}
		});
	}

	private static BinaryExceptionClassifier outages() {
		BinaryExceptionClassifier classifier = new BinaryExceptionClassifier(OUTAGES);
		classifier.setTraverseCauses(true);
		return classifier;
	}

	/**
	 * Whether a failure is an outage of the database or the broker, by its class, so that
	 * the same call can succeed later.
	 */
	static boolean isOutage(Throwable failure) {
		return CLASSIFIER.classify(failure);
	}

	/**
	 * Repeats a step until it succeeds.
	 * @throws StoppedException if the worker stops before
	 */
	public <T> T untilDone(String step, Supplier<T> work) {
		try {
			return this.template.execute((context) -> {
				context.setAttribute(STEP, step);
				return work.get();
			});
		}
		catch (BackOffInterruptedException ex) {
			throw new StoppedException("The worker stopped before it could " + step, ex);
		}
	}

	/**
	 * Thrown when the worker stops before the step succeeds.
	 */
	public static final class StoppedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		public StoppedException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

}
