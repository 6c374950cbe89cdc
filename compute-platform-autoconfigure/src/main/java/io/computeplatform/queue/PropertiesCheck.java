package io.computeplatform.queue;

import java.time.Duration;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.ComputeAsyncProperties.Backoff;
import io.computeplatform.ComputeAsyncProperties.Queue;
import io.computeplatform.ComputeAsyncProperties.Relay;
import io.computeplatform.ComputeAsyncProperties.Worker;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.ClassUtils;

/**
 * Refuses bad values of properties, by name, before anything is built on them.
 */
final class PropertiesCheck {

	private static final String PREFIX = "compute.async.";

	private static final int MAX_RETRIES = 1_000_000;

	private static final Duration LONGEST = Duration.ofDays(365);

	private final ComputeAsyncProperties properties;

	private final @Nullable ClassLoader classLoader;

	PropertiesCheck(ComputeAsyncProperties properties, @Nullable ClassLoader classLoader) {
		this.properties = properties;
		this.classLoader = classLoader;
	}

	void run() {
		retries("max-retries", this.properties.maxRetries());
		limit("max-executor-failures", this.properties.maxExecutorFailures());
		limit("max-timeouts", this.properties.maxTimeouts());
		limit("max-worker-losses", this.properties.maxWorkerLosses());
		for (String name : this.properties.nonRetryableExceptions()) {
			check("non-retryable-exceptions", name, isThrowable(name),
					"must be the name of an exception class on the class path");
		}
		long traceBytes = this.properties.maxStackTraceSize().toBytes();
		check("max-stack-trace-size", this.properties.maxStackTraceSize(), traceBytes >= 0 && traceBytes <= 1 << 20,
				"must be 0B to 1MB");
		check("schema", this.properties.schema(), this.properties.schema().matches("[a-z_][a-z0-9_]{0,62}"),
				"must be a lower-case SQL identifier: letters, digits and underscores, 63 at most");
		backoff("backoff", this.properties.backoff());
		worker(this.properties.worker());
		relay(this.properties.relay());
		this.properties.queues().forEach(this::queue);
	}

	private void queue(String name, Queue queue) {
		String path = "queues." + name + ".";
		check(path + "concurrency", queue.concurrency(), queue.concurrency() >= 1 && queue.concurrency() <= 1000,
				"must be 1 to 1000");
		check(path + "prefetch", queue.prefetch(), queue.prefetch() >= 1 && queue.prefetch() <= 65535,
				"must be 1 to 65535");
		if (queue.maxRetries() != null) {
			retries(path + "max-retries", queue.maxRetries());
		}
		if (queue.backoff() != null) {
			backoff(path + "backoff", queue.backoff());
		}
		if (queue.timeout() != null) {
			positive(path + "timeout", queue.timeout());
		}
	}

	private void backoff(String path, Backoff backoff) {
		check(path + ".initial-interval", backoff.initialInterval(),
				!backoff.initialInterval().isNegative() && backoff.initialInterval().compareTo(LONGEST) <= 0,
				"must be zero (straight to the back of the queue) to 365 days");
		check(path + ".multiplier", backoff.multiplier(), backoff.multiplier() >= 1 && backoff.multiplier() <= 1000,
				"must be 1 (always the same wait) to 1000");
		check(path + ".max-interval", backoff.maxInterval(),
				backoff.maxInterval().compareTo(backoff.initialInterval()) >= 0
						&& backoff.maxInterval().compareTo(LONGEST) <= 0,
				"must be the initial interval (" + backoff.initialInterval() + ") to 365 days");
		check(path + ".jitter", backoff.jitter(), backoff.jitter() >= 0 && backoff.jitter() <= 1,
				"must be 0 (none) to 1");
	}

	private void worker(Worker worker) {
		positive("worker.lease-renewal", worker.leaseRenewal());
		check("worker.lease-duration", worker.leaseDuration(),
				worker.leaseDuration().compareTo(worker.leaseRenewal().multipliedBy(2)) >= 0
						&& worker.leaseDuration().compareTo(LONGEST) <= 0,
				"must be at least twice worker.lease-renewal (" + worker.leaseRenewal()
						+ "), so that one missed renewal loses no worker");
		check("worker.shutdown-grace", worker.shutdownGrace(), !worker.shutdownGrace().isNegative(),
				"must be zero or more");
		positive("worker.interrupt-grace", worker.interruptGrace());
	}

	private void relay(Relay relay) {
		positive("relay.poll-interval", relay.pollInterval());
		positive("relay.grace", relay.grace());
		check("relay.batch-size", relay.batchSize(), relay.batchSize() >= 1 && relay.batchSize() <= 10_000,
				"must be 1 to 10000");
	}

	private void retries(String name, int value) {
		check(name, value, value >= 0 && value <= MAX_RETRIES, "must be 0 (one attempt) to " + MAX_RETRIES);
	}

	private void limit(String name, @Nullable Integer value) {
		if (value != null) {
			check(name, value, value >= 1, "must be 1 or more, or not set");
		}
	}

	private void positive(String name, Duration value) {
		check(name, value, value.compareTo(Duration.ofMillis(1)) >= 0 && value.compareTo(LONGEST) <= 0,
				"must be 1 ms to 365 days");
	}

	private boolean isThrowable(String name) {
		return ClassUtils.isPresent(name, this.classLoader)
				&& Throwable.class.isAssignableFrom(ClassUtils.resolveClassName(name, this.classLoader));
	}

	private static void check(String name, Object value, boolean valid, String allowed) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + name, value, "It " + allowed + ".");
		}
	}

}
