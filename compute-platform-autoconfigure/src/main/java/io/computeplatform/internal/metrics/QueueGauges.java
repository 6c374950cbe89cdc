package io.computeplatform.internal.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

import io.computeplatform.JobStatus;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.QueueRows;
import io.computeplatform.internal.store.QueueRows.JobCounts;
import io.computeplatform.internal.store.QueueRows.Unserved;
import io.computeplatform.internal.support.CachedCheck;
import io.computeplatform.internal.worker.WorkerState;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import org.jspecify.annotations.Nullable;

/**
 * Gauges of queues and bulk operations. All gauges of a scrape share one read of the
 * rows; they have no value while the database is not available.
 */
final class QueueGauges {

	private static final Duration FRESH = Duration.ofSeconds(5);

	private static final List<CircuitBreaker.State> STATES = List.of(CircuitBreaker.State.CLOSED,
			CircuitBreaker.State.HALF_OPEN, CircuitBreaker.State.OPEN);

	private static final List<String> OPEN = List.of("waiting", "running", "paused");

	private final MeterRegistry registry;

	private final CachedCheck<Snapshot> rows;

	QueueGauges(MeterRegistry registry, JobQueues queues, QueueRows rows, @Nullable WorkerState worker) {
		this.registry = registry;
		this.rows = new CachedCheck<>("gauges",
				() -> new Snapshot(
						rows.jobCounts(queues.names())
							.stream()
							.collect(Collectors.toMap(JobCounts::queue, Function.identity())),
						rows.unserved(queues.names())
							.stream()
							.collect(Collectors.groupingBy(Unserved::queue, Collectors.summingLong(Unserved::jobs))),
						rows.rejected(queues.names()), rows.openOperations()),
				FRESH);
		queues.all().forEach((queue) -> register(queue.name()));
		OPEN.forEach(this::registerOperations);
		if (worker != null) {
			worker.breakers().keySet().forEach((queue) -> registerBreaker(queue, worker));
		}
	}

	private void register(String queue) {
		jobs(queue, JobStatus.QUEUED, JobCounts::queued);
		jobs(queue, JobStatus.IN_PROGRESS, JobCounts::inProgress);
		jobs(queue, JobStatus.FAILED, JobCounts::failed);
		Gauge
			.builder("compute.queue.jobs.without.executor",
					value((snapshot) -> snapshot.unserved().getOrDefault(queue, 0L)))
			.description("Queued jobs for which no instance that met them had an executor, up to 10000")
			.tag("queue", queue)
			.register(this.registry);
		Gauge
			.builder("compute.queue.messages.rejected",
					value((snapshot) -> snapshot.rejected().getOrDefault(queue, 0L)))
			.description("Rejected messages to be moved back or discarded, up to 10000 of all queues")
			.tag("queue", queue)
			.register(this.registry);
		gauge("compute.outbox.pending", "Messages that the broker is not known to have", queue, JobCounts::pending);
		TimeGauge
			.builder("compute.outbox.lag", value(queue, (figures) -> figures.outboxLag().toMillis() / 1000.0),
					TimeUnit.SECONDS)
			.description("Age of the oldest of them")
			.tag("queue", queue)
			.register(this.registry);
		gauge("compute.queue.paused", "Whether the queue is paused manually", queue,
				(figures) -> figures.paused() ? 1 : 0);
	}

	private void jobs(String queue, JobStatus status, ToDoubleFunction<JobCounts> figure) {
		Gauge.builder("compute.queue.jobs", value(queue, figure))
			.description("Jobs by status")
			.tag("queue", queue)
			.tag("status", status.value())
			.register(this.registry);
	}

	private void gauge(String name, String description, String queue, ToDoubleFunction<JobCounts> figure) {
		Gauge.builder(name, value(queue, figure)).description(description).tag("queue", queue).register(this.registry);
	}

	private void registerOperations(String status) {
		Gauge.builder("compute.operations", value((snapshot) -> snapshot.operations().get(status)))
			.description("Operations on many jobs that have not ended")
			.tag("status", status)
			.register(this.registry);
	}

	private void registerBreaker(String queue, WorkerState worker) {
		for (CircuitBreaker.State state : STATES) {
			Gauge.builder("compute.queue.breaker", () -> (worker.breakers().get(queue) == state) ? 1 : 0)
				.description("Whether the circuit breaker of the queue is in this state, in this process")
				.tag("queue", queue)
				.tag("state", state.name().toLowerCase(Locale.ROOT).replace('_', '-'))
				.register(this.registry);
		}
	}

	private Supplier<Number> value(String queue, ToDoubleFunction<JobCounts> figure) {
		return value((snapshot) -> {
			JobCounts figures = snapshot.figures().get(queue);
			return (figures != null) ? figure.applyAsDouble(figures) : null;
		});
	}

	private Supplier<Number> value(Function<Snapshot, @Nullable Number> value) {
		return () -> {
			Snapshot snapshot = this.rows.get().value();
			return Objects.requireNonNullElse((snapshot != null) ? value.apply(snapshot) : null, Double.NaN);
		};
	}

	private record Snapshot(Map<String, JobCounts> figures, Map<String, Long> unserved, Map<String, Long> rejected,
			Map<String, Long> operations) {

	}

}
