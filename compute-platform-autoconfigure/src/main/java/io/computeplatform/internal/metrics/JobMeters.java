package io.computeplatform.internal.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.computeplatform.FailureReason;
import io.computeplatform.event.JobCancelled;
import io.computeplatform.event.JobCompleted;
import io.computeplatform.event.JobFailed;
import io.computeplatform.event.JobRetried;
import io.computeplatform.event.JobStarted;
import io.computeplatform.event.JobSubmitted;
import io.computeplatform.event.JobUnserved;
import io.computeplatform.event.MessageRejected;
import io.computeplatform.internal.queue.JobQueue;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Counts and times the events of this process. All meters are registered at the start, so
 * that a rate has a starting value.
 */
final class JobMeters {

	private static final String COMPLETE = "complete";

	private final Map<String, OfQueue> queues;

	JobMeters(MeterRegistry registry, Collection<JobQueue> queues) {
		this.queues = queues.stream()
			.map(JobQueue::name)
			.collect(Collectors.toUnmodifiableMap(Function.identity(), (queue) -> OfQueue.in(registry, queue)));
	}

	/**
	 * Names of the queues with meters.
	 */
	Set<String> queues() {
		return this.queues.keySet();
	}

	// First, because an application's listener that throws ends the dispatch.

	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void on(JobSubmitted event) {
		update(event.queue(), (meters) -> meters.submitted().increment());
	}

	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void on(JobStarted event) {
		update(event.queue(), (meters) -> meters.waited().record(event.waited()));
	}

	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void on(JobCompleted event) {
		update(event.queue(), (meters) -> meters.ended(COMPLETE, event.duration()));
	}

	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void on(JobRetried event) {
		update(event.queue(), (meters) -> {
			meters.ended(event.failure().reason().value(), event.duration());
			meters.retried().increment();
		});
	}

	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void on(JobFailed event) {
		update(event.queue(), (meters) -> {
			meters.ended(event.failure().reason().value(), event.duration());
			meters.failed().increment();
		});
	}

	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void on(JobCancelled event) {
		Duration duration = event.duration();
		if (duration != null) {
			update(event.queue(), (meters) -> meters.ended(FailureReason.CANCELLED.value(), duration));
		}
	}

	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void on(JobUnserved event) {
		update(event.queue(), (meters) -> meters.unserved().increment());
	}

	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void on(MessageRejected event) {
		update(event.queue(), (meters) -> meters.rejected().increment());
	}

	private void update(String queue, Consumer<OfQueue> update) {
		OfQueue meters = this.queues.get(queue);
		// Events are public types: an event for an unknown queue must not create a meter.
		if (meters != null) {
			update.accept(meters);
		}
	}

	/**
	 * The meters of a queue.
	 */
	private record OfQueue(Counter submitted, Counter retried, Counter failed, Counter unserved, Counter rejected,
			Timer waited, Map<String, Counter> attempts, Map<String, Timer> durations) {

		static OfQueue in(MeterRegistry registry, String queue) {
			return new OfQueue(counter("compute.jobs.submitted", "Jobs submitted", queue).register(registry),
					counter("compute.jobs.retried", "Jobs queued again after a failed attempt", queue)
						.register(registry),
					counter("compute.jobs.failed", "Jobs failed for good", queue).register(registry),
					counter("compute.jobs.without.executor", "Jobs met by an instance without an executor for them",
							queue)
						.register(registry),
					counter("compute.messages.rejected",
							"Messages that belong to no job, rejected to a dead-letter queue", queue)
						.register(registry),
					Timer.builder("compute.job.wait")
						.description("Time between the due time of a job and the start of its attempt")
						.tag("queue", queue)
						.register(registry),
					outcomes().collect(Collectors.toUnmodifiableMap(Function.identity(),
							(outcome) -> counter("compute.attempts", "Attempts that ended", queue)
								.tag("outcome", outcome)
								.register(registry))),
					// The end of an attempt whose worker is lost is unknown.
					outcomes().filter((outcome) -> !outcome.equals(FailureReason.WORKER_LOST.value()))
						.collect(Collectors.toUnmodifiableMap(Function.identity(),
								(outcome) -> Timer.builder("compute.attempt.duration")
									.description("Time between the start of an attempt and its recorded end")
									.tag("queue", queue)
									.tag("outcome", outcome)
									.register(registry))));
		}

		private static Counter.Builder counter(String name, String description, String queue) {
			return Counter.builder(name).description(description).tag("queue", queue);
		}

		private static Stream<String> outcomes() {
			return Stream.concat(Stream.of(COMPLETE),
					Arrays.stream(FailureReason.values())
						.filter((reason) -> reason != FailureReason.REJECTED_MESSAGE
								&& reason != FailureReason.NO_EXECUTOR && reason != FailureReason.UNKNOWN)
						.map(FailureReason::value));
		}

		void ended(String outcome, Duration duration) {
			Counter attempts = this.attempts.get(outcome);
			if (attempts != null) {
				attempts.increment();
			}
			Timer durations = this.durations.get(outcome);
			if (durations != null) {
				durations.record(duration);
			}
		}

	}

}
