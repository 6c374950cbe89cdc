package io.computeplatform.worker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.computeplatform.broker.JobPublisher.NotPublishedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpException;
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
 * Repeats a step until database and broker let it through, with a growing, bounded wait;
 * an outage burns no attempt and loses no outcome.
 */
final class Persistence {

	private static final Logger LOG = LoggerFactory.getLogger(Persistence.class);

	private static final String STEP = "compute.step";

	private final RetryTemplate template = new RetryTemplate();

	/** By the verb of a step, of which there are few. */
	private final Map<String, RareLine> lines = new ConcurrentHashMap<>();

	Persistence(Supplier<CountDownLatch> stop) {
		ExponentialRandomBackOffPolicy wait = new ExponentialRandomBackOffPolicy();
		wait.setInitialInterval(100);
		wait.setMaxInterval(5000);
		wait.setSleeper((millis) -> {
			if (stop.get().await(millis, TimeUnit.MILLISECONDS)) {
				throw new InterruptedException("The worker stops");
			}
		});
		this.template.setBackOffPolicy(wait);
		// Also as the cause of what a future throws. What can't be written, never will
		// be.
		this.template.setRetryPolicy(new SimpleRetryPolicy(Integer.MAX_VALUE,
				Map.of(DataAccessException.class, true, DataIntegrityViolationException.class, false,
						TransactionException.class, true, AmqpException.class, true, NotPublishedException.class, true),
				true));
		this.template.registerListener(new RetryListener() {
			@Override
			public <T, E extends Throwable> void onError(RetryContext context, RetryCallback<T, E> callback,
					Throwable failure) {
				String step = String.valueOf(context.getAttribute(STEP));
				long failures = Persistence.this.lines.computeIfAbsent(step.split(" ", 2)[0], (key) -> new RareLine())
					.count();
				if (failures > 0) {
					LOG.warn("Could not {} ({} times now, {} since the last such line): {}", step,
							context.getRetryCount(), failures, failure.getMessage());
				}
			}
		});
	}

	/**
	 * Repeats a step until it succeeds.
	 * @throws StoppedException if the worker stops before
	 */
	<T> T untilDone(String step, Supplier<T> work) {
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
	 * The worker stops and the step was not done.
	 */
	static final class StoppedException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		StoppedException(String message, @Nullable Throwable cause) {
			super(message, cause);
		}

	}

}
