package io.computeplatform.internal.queue;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.ComputeAsyncProperties.Backoff;
import io.computeplatform.ComputeAsyncProperties.CircuitBreaker;
import io.computeplatform.ComputeAsyncProperties.Queue;
import io.computeplatform.ComputeAsyncProperties.Relay;
import io.computeplatform.ComputeAsyncProperties.Retention;
import io.computeplatform.ComputeAsyncProperties.Worker;
import io.computeplatform.internal.text.VersionText;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Refuses invalid values of properties, by name, before they are used.
 */
final class PropertiesCheck {

	private static final String PREFIX = "compute.async.";

	private static final int MAX_RETRIES = 1_000_000;

	private static final int MAX_LOG_LINES = 100_000;

	private static final int MAX_LOG_MEGABYTES = 16;

	private static final int MAX_RESULT_MEGABYTES = 16;

	private static final List<ChronoUnit> UNITS = List.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES,
			ChronoUnit.SECONDS, ChronoUnit.MILLIS);

	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final Duration LONGEST = Duration.ofDays(365);

	private static final Duration YOUNGEST = Duration.ofHours(1);

	private static final Duration OLDEST = Duration.ofDays(36500);

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
		between("unserved-timeout", this.properties.unservedTimeout(), Duration.ofSeconds(1), LONGEST);
		check("max-releases", this.properties.maxReleases(), this.properties.maxReleases() >= 0, "must be 0 or more");
		for (String name : this.properties.nonRetryableExceptions()) {
			check("non-retryable-exceptions", name, isThrowable(name),
					"must be the name of an exception class on the class path");
		}
		size("max-stack-trace-size", this.properties.maxStackTraceSize(), 1);
		check("max-log-lines", this.properties.maxLogLines(),
				this.properties.maxLogLines() >= 0 && this.properties.maxLogLines() <= MAX_LOG_LINES,
				"must be 0 (no log) to " + MAX_LOG_LINES);
		size("max-log-size", this.properties.maxLogSize(), MAX_LOG_MEGABYTES);
		size("max-result-size", this.properties.maxResultSize(), MAX_RESULT_MEGABYTES);
		between("sample-after", this.properties.sampleAfter(), Duration.ZERO, LONGEST);
		check("schema", this.properties.schema(), this.properties.schema().matches("(?!pg_)[a-z_][a-z0-9_]{0,62}"),
				"must be a lower-case SQL identifier: letters, digits and underscores, 63 at most, "
						+ "not starting with pg_");
		String version = this.properties.version();
		if (version != null && !version.isBlank()) {
			check("version", version, VersionText.isVersion(version),
					"must be " + VersionText.ALLOWED + ", or not set");
		}
		backoff("backoff", this.properties.backoff());
		circuitBreaker("circuit-breaker", this.properties.circuitBreaker());
		worker(this.properties.worker());
		relay(this.properties.relay());
		retention(this.properties.retention());
		between("admin.query-timeout", this.properties.admin().queryTimeout(), Duration.ofMillis(100),
				Duration.ofMinutes(10));
		int reads = this.properties.admin().concurrentReads();
		check("admin.concurrent-reads", reads, reads >= 1 && reads <= 1000, "must be 1 to 1000");
		between("dead-letters.interval", this.properties.deadLetters().interval(), Duration.ofMillis(100),
				Duration.ofDays(1));
		for (String field : this.properties.masking().fields()) {
			check("masking.fields", field, !field.isBlank(), "must be names of fields, none of them empty");
		}
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
		if (queue.circuitBreaker() != null) {
			circuitBreaker(path + "circuit-breaker", queue.circuitBreaker());
		}
		if (queue.timeout() != null) {
			between(path + "timeout", queue.timeout(), Duration.ofMillis(100), LONGEST);
		}
	}

	private void backoff(String path, Backoff backoff) {
		Duration first = backoff.initialInterval();
		if (!first.isZero()) {
			check(path + ".initial-interval", first, isBetween(first, SHORTEST, LONGEST),
					"must be 0s (straight to the back of the queue), or " + range(SHORTEST, LONGEST));
		}
		check(path + ".multiplier", backoff.multiplier(), backoff.multiplier() >= 1 && backoff.multiplier() <= 1000,
				"must be 1 (always the same wait) to 1000");
		check(path + ".max-interval", backoff.maxInterval(), isBetween(backoff.maxInterval(), first, LONGEST),
				"must be at least " + PREFIX + path + ".initial-interval: " + range(first, LONGEST));
		check(path + ".jitter", backoff.jitter(), backoff.jitter() >= 0 && backoff.jitter() <= 1,
				"must be 0 (none) to 1");
	}

	private void circuitBreaker(String path, CircuitBreaker breaker) {
		check(path + ".failure-rate", breaker.failureRate(), breaker.failureRate() > 0 && breaker.failureRate() <= 1,
				"must be above 0 and up to 1 (all attempts fail)");
		check(path + ".window", breaker.window(), breaker.window() >= 1 && breaker.window() <= 10_000,
				"must be 1 to 10000");
		check(path + ".minimum-attempts", breaker.minimumAttempts(),
				breaker.minimumAttempts() >= 1 && breaker.minimumAttempts() <= breaker.window(),
				"must be 1 to " + PREFIX + path + ".window (" + breaker.window() + ")");
		check(path + ".probes", breaker.probes(), breaker.probes() >= 1 && breaker.probes() <= 1000,
				"must be 1 to 1000");
		between(path + ".initial-pause", breaker.initialPause(), Duration.ofMillis(10), LONGEST);
		check(path + ".multiplier", breaker.multiplier(), breaker.multiplier() >= 1 && breaker.multiplier() <= 1000,
				"must be 1 (always the same pause) to 1000");
		check(path + ".max-pause", breaker.maxPause(), isBetween(breaker.maxPause(), breaker.initialPause(), LONGEST),
				"must be at least " + PREFIX + path + ".initial-pause: " + range(breaker.initialPause(), LONGEST));
	}

	private void worker(Worker worker) {
		between("worker.lease-renewal", worker.leaseRenewal(), Duration.ofMillis(100), Duration.ofDays(1));
		Duration shortestLease = worker.leaseRenewal().multipliedBy(2);
		check("worker.lease-duration", worker.leaseDuration(),
				isBetween(worker.leaseDuration(), shortestLease, LONGEST),
				"must be at least twice compute.async.worker.lease-renewal, so that one missed renewal loses no "
						+ "worker: " + range(shortestLease, LONGEST));
		between("worker.shutdown-grace", worker.shutdownGrace(), Duration.ZERO, LONGEST);
		between("worker.interrupt-grace", worker.interruptGrace(), SHORTEST, LONGEST);
		between("worker.completion-delay", worker.completionDelay(), Duration.ZERO, Duration.ofSeconds(1));
		between("worker.claim-ahead", worker.claimAhead(), Duration.ZERO, Duration.ofSeconds(1));
	}

	private void relay(Relay relay) {
		between("relay.poll-interval", relay.pollInterval(), Duration.ofMillis(10), Duration.ofHours(1));
		between("relay.grace", relay.grace(), Duration.ofMillis(100), Duration.ofHours(1));
		check("relay.batch-size", relay.batchSize(), relay.batchSize() >= 1 && relay.batchSize() <= 10_000,
				"must be 1 to 10000");
	}

	private void retention(Retention retention) {
		between("retention.interval", retention.interval(), Duration.ofMillis(100), Duration.ofDays(1));
		check("retention.batch-size", retention.batchSize(),
				retention.batchSize() >= 1 && retention.batchSize() <= 10_000, "must be 1 to 10000");
		between("retention.complete", retention.complete(), YOUNGEST, OLDEST);
		between("retention.cancelled", retention.cancelled(), YOUNGEST, OLDEST);
		between("retention.discarded", retention.discarded(), YOUNGEST, OLDEST);
		between("retention.expired", retention.expired(), YOUNGEST, OLDEST);
		if (retention.failed() != null) {
			between("retention.failed", retention.failed(), YOUNGEST, OLDEST);
		}
		if (retention.operations() != null) {
			between("retention.operations", retention.operations(), YOUNGEST, OLDEST);
		}
	}

	private void retries(String name, int value) {
		check(name, value, value >= 0 && value <= MAX_RETRIES, "must be 0 (one attempt) to " + MAX_RETRIES);
	}

	private void limit(String name, @Nullable Integer value) {
		if (value != null) {
			check(name, value, value >= 1, "must be 1 or more, or not set");
		}
	}

	private void size(String name, DataSize value, int megabytes) {
		check(name, value, !value.isNegative() && value.compareTo(DataSize.ofMegabytes(megabytes)) <= 0,
				"must be 0B to " + megabytes + "MB");
	}

	private void between(String name, Duration value, Duration least, Duration most) {
		check(name, value, isBetween(value, least, most), "must be " + range(least, most));
	}

	private static boolean isBetween(Duration value, Duration least, Duration most) {
		return value.compareTo(least) >= 0 && value.compareTo(most) <= 0;
	}

	private static String range(Duration least, Duration most) {
		return text(least) + " to " + text(most);
	}

	/**
	 * The value in the form of a property, if one without a fraction exists.
	 */
	private static String text(Duration value) {
		if (value.isZero()) {
			return "0s";
		}
		return UNITS.stream()
			.filter((unit) -> value.abs().compareTo(OLDEST) <= 0 && value.equals(value.truncatedTo(unit)))
			.findFirst()
			.map((unit) -> DurationStyle.SIMPLE.print(value, unit))
			.orElseGet(value::toString);
	}

	private boolean isThrowable(String name) {
		return ClassUtils.isPresent(name, this.classLoader)
				&& Throwable.class.isAssignableFrom(ClassUtils.resolveClassName(name, this.classLoader));
	}

	private static void check(String name, Object value, boolean valid, String allowed) {
		if (!valid) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + name,
					(value instanceof Duration duration) ? text(duration) : value, "It " + allowed + ".");
		}
	}

}
