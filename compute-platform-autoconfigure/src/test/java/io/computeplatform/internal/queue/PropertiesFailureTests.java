package io.computeplatform.internal.queue;

import io.computeplatform.testing.FailedStart;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Every bad value of a property, as a user writes it and sees it refused.
 */
@Tag("fast")
class PropertiesFailureTests {

	@ParameterizedTest(name = "{0} = {1}")
	@CsvSource(delimiter = '|',
			textBlock = """
					max-retries                       | -1             | must be 0 (one attempt) to 1000000
					max-retries                       | 1000001        | must be 0 (one attempt) to 1000000
					queues.work.max-retries           | -1             | must be 0 (one attempt) to 1000000
					max-executor-failures             | 0              | must be 1 or more, or not set
					max-timeouts                      | -1             | must be 1 or more, or not set
					max-worker-losses                 | 0              | must be 1 or more, or not set
					non-retryable-exceptions          | com.example.No | must be the name of an exception class
					non-retryable-exceptions          | java.util.List | must be the name of an exception class
					max-stack-trace-size              | -1B            | must be 0B to 1MB
					max-stack-trace-size              | 2097152B       | must be 0B to 1MB
					max-log-lines                     | -1             | must be 0 (no log) to 100000
					max-log-lines                     | 100001         | must be 0 (no log) to 100000
					max-log-size                      | 16777217B      | must be 0B to 16MB
					max-result-size                   | -1B            | must be 0B to 16MB
					version                           | 1.8\u202e2    | must be 1 to 100 printable characters, without white space at its ends, or not set
					schema                            | Jobs           | must be a lower-case SQL identifier
					schema                            | a-b            | must be a lower-case SQL identifier
					schema                            | pg_jobs        | must be a lower-case SQL identifier
					backoff.multiplier                | 0.5            | must be 1 (always the same wait) to 1000
					backoff.multiplier                | NaN            | must be 1 (always the same wait) to 1000
					backoff.multiplier                | 1001.0         | must be 1 (always the same wait) to 1000
					backoff.jitter                    | -0.1           | must be 0 (none) to 1
					backoff.jitter                    | 1.5            | must be 0 (none) to 1
					queues.work.backoff.multiplier    | 0.0            | must be 1 (always the same wait) to 1000
					queues.work.concurrency           | 0              | must be 1 to 1000
					queues.work.concurrency           | 1001           | must be 1 to 1000
					queues.work.prefetch              | 0              | must be 1 to 65535
					queues.work.prefetch              | 65536          | must be 1 to 65535
					relay.batch-size                  | 0              | must be 1 to 10000
					relay.batch-size                  | 10001          | must be 1 to 10000
					retention.batch-size              | 0              | must be 1 to 10000
					retention.complete                | 2592000        | must have a unit, such as 500ms, 30s, 5m, 12h or 30d
					retention.failed                  | 0              | must have a unit, such as 500ms, 30s, 5m, 12h or 30d
					retention.operations              | 30             | must have a unit, such as 500ms, 30s, 5m, 12h or 30d
					""")
	void valueOutOfRangeIsNamedWithWhatIsAllowed(String name, String value, String allowed) {
		assertThat(FailedStart.report(Queues.class, "compute.async." + name + "=" + value)).contains(
				"Invalid value '" + value + "' for configuration property 'compute.async." + name + "'",
				"commandLineArgs", "It " + allowed, "Action:");
	}

	@ParameterizedTest(name = "{0} = {1}")
	@CsvSource(delimiter = '|',
			textBlock = """
					backoff.initial-interval             | -1s   | must be 0s (straight to the back of the queue), or 1ms to 365d
					backoff.initial-interval             | 366d  | must be 0s (straight to the back of the queue), or 1ms to 365d
					backoff.max-interval                 | 999ms | at least compute.async.backoff.initial-interval: 1s to 365d
					queues.work.backoff.max-interval     | 0s    | at least compute.async.queues.work.backoff.initial-interval: 1s
					queues.work.timeout                  | 0s    | must be 100ms to 365d
					sample-after                         | -1s   | must be 0s to 365d
					worker.lease-renewal                 | 99ms  | must be 100ms to 1d
					worker.lease-duration                | 19s   | at least twice compute.async.worker.lease-renewal
					worker.shutdown-grace                | -1s   | must be 0s to 365d
					worker.interrupt-grace               | 0s    | must be 1ms to 365d
					relay.poll-interval                  | 9ms   | must be 10ms to 1h
					relay.grace                          | 61m   | must be 100ms to 1h
					retention.interval                   | 99ms  | must be 100ms to 1d
					retention.complete                   | 59m   | must be 1h to 36500d
					retention.cancelled                  | -1d   | must be 1h to 36500d
					retention.discarded                  | 0d    | must be 1h to 36500d
					retention.expired                    | 36501d | must be 1h to 36500d
					retention.failed                     | 0s    | must be 1h to 36500d
					retention.operations                 | 59m   | must be 1h to 36500d
					""")
	void timeOutOfRangeIsNamedWithWhatIsAllowed(String name, String value, String allowed) {
		assertThat(FailedStart.report(Queues.class, "compute.async." + name + "=" + value)).contains(
				"Invalid value '" + value + "' for configuration property 'compute.async." + name + "'", "It ",
				allowed);
	}

	@ParameterizedTest(name = "{0} = {1}")
	@CsvSource({ "backoff.initial-interval,PT0.0005S", "worker.shutdown-grace,PT2562047788015215H30M7S" })
	void timeBeyondWhatIsUsualIsRefusedLikeAnyOther(String name, String value) {
		assertThat(FailedStart.report(Queues.class, "compute.async." + name + "=" + value)).contains(
				"Invalid value '" + value + "' for configuration property 'compute.async." + name + "'", "It must be ");
	}

	@ParameterizedTest(name = "timeout = {0}")
	@ValueSource(strings = { "2", "30" })
	void timeoutWithoutUnitIsNotTakenForMilliseconds(String value) {
		assertThat(FailedStart.report(Queues.class, "compute.async.queues.work.timeout=" + value)).contains(
				"Invalid value '" + value + "' for configuration property 'compute.async.queues.work.timeout'",
				"It must have a unit, such as 500ms, 30s, 5m, 12h or 30d.");
	}

	@Test
	void defaultThatNoLongerFitsIsNamedWithWhatItHasToFit() {
		assertThat(FailedStart.report(Queues.class, "compute.async.worker.lease-renewal=20s")).contains(
				"Invalid value '30s' for configuration property 'compute.async.worker.lease-duration'",
				"at least twice compute.async.worker.lease-renewal", "40s to 365d");
	}

	@ParameterizedTest(name = "{0} = {1}")
	@CsvSource(delimiter = '|', textBlock = """
			max-retries          | many                  | It must be a whole number.
			max-timeouts         | 1.5                   | It must be a whole number.
			backoff.multiplier   | double                | It must be a number.
			queues.work.timeout  | 2 hours               | It must be a time with a unit, such as 500ms, 30s
			queues.work.timeout  | 99999999999999999999d | It must be a time with a unit, such as 500ms, 30s
			queues.work.timeout  | 9223372036854775807d  | It must be a time with a unit, such as 500ms, 30s
			queues.work.type     | stream                | It must be one of classic, quorum.
			capture-level        | loud                  | It must be one of error, warn, info, debug, trace.
			max-stack-trace-size | 16 kilo               | It must be a size with a unit, such as 512B, 16KB
			migrate              | perhaps               | It must be true or false.
			""")
	void valueOfAnotherTypeIsNamedWithWhatIsAllowed(String name, String value, String allowed) {
		assertThat(FailedStart.report(Queues.class, "compute.async." + name + "=" + value)).contains("Description:",
				"Invalid value '" + value + "' for configuration property 'compute.async." + name + "'",
				"commandLineArgs", allowed, "Action:");
	}

	@ParameterizedTest(name = "{0}")
	@ValueSource(strings = { "backoff.initial-interval", "backoff.max-interval", "worker.lease-duration", "relay.grace",
			"circuit-breaker.max-pause", "queues.work.timeout", "queues.work.backoff.initial-interval",
			"queues[my.work].timeout", "queues.work.circuit-breaker.initial-pause", "retention.interval" })
	void noTimeIsTakenForMilliseconds(String name) {
		assertThat(FailedStart.report(Queues.class, "compute.async." + name + "=5000")).contains(
				"Invalid value '5000' for configuration property 'compute.async." + name + "'",
				"It must have a unit, such as 500ms, 30s, 5m, 12h or 30d.");
	}

	@ParameterizedTest(name = "{0} = {1}")
	@CsvSource({ "retention.enabled,no", "enabled,off", "enabled,0", "worker.enabled,no" })
	void switchThatIsNeitherTrueNorFalseIsNotTakenForOn(String name, String value) {
		assertThat(FailedStart.report(Queues.class, "compute.async." + name + "=" + value)).contains(
				"Invalid value '" + value + "' for configuration property 'compute.async." + name + "'",
				"It must be true or false.");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|',
			textBlock = """
					compute.async.max-retires                 | There are under 'compute.async': enabled, max-retries, max-executor-failures
					compute.async.worker.lease                | There are under 'compute.async.worker': enabled, lease-duration, lease-renewal
					compute.async.queues.work.concurency      | There are under 'compute.async.queues.work': concurrency, prefetch, max-retries
					compute.async.queues.work.backoff.jiter   | There are under 'compute.async.queues.work.backoff': initial-interval, multiplier
					compute.async.queues.my.queue.concurrency | There are under 'compute.async.queues.my': concurrency, prefetch, max-retries
					compute.async.max-retries.default         | There are under 'compute.async': enabled, max-retries, max-executor-failures
					""")
	void misspeltPropertyIsNamedWithThoseThereAre(String name, String known) {
		assertThat(FailedStart.report(Queues.class, name + "=5")).contains(
				"Unknown property '" + name + "' with value '5' (\"" + name + "\" from property source", known,
				"Action:", "Correct or remove it.");
	}

	@ParameterizedTest(name = "{0}")
	@CsvSource(delimiter = '|', textBlock = """
			compute.async.queues.work         | concurrency, prefetch, max-retries
			compute.async.queues.work.backoff | initial-interval, multiplier
			compute.async.worker              | enabled, lease-duration, lease-renewal
			""")
	void groupWithNothingBelowItIsNamedWithWhatThereIs(String name, String known) {
		assumeThat(SpringBootVersion.getVersion()).as("Spring Boot 4 takes it for one with defaults").startsWith("3.");
		assertThat(FailedStart.report(Queues.class, name + "="))
			.contains("'" + name + "' is set but takes no value itself. There are below it: " + known, "Action:");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			worker        | false | worker.lease-duration=20s           | enabled, lease-duration
			backoff       | 5s    | backoff.multiplier=2                | initial-interval, multiplier
			queues.work   | 4     | queues.work.prefetch=5              | concurrency, prefetch
			queues        | work  | queues.work.prefetch=5              | names, each with concurrency
			""")
	void valueOfAGroupIsNotIgnoredBecauseOfAPropertyBelow(String group, String value, String below, String known) {
		assertThat(FailedStart.report(Queues.class, "compute.async." + group + "=" + value, "compute.async." + below))
			.contains("Invalid value '" + value + "' for configuration property 'compute.async." + group + "'",
					"It takes no value itself. There are below it: " + known);
	}

	@ImportAutoConfiguration(JobQueueAutoConfiguration.class)
	static class Queues {

	}

}
