package io.computeplatform.internal.metrics;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.computeplatform.event.OperationAdvanced;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Counts the jobs that this process acted on for bulk operations. All meters are
 * registered at the start, so that a rate has a starting value.
 */
final class OperationMeters {

	private final Map<String, Counter> acted;

	private final Map<String, Counter> skipped;

	OperationMeters(MeterRegistry registry) {
		this.acted = counters(registry, "acted");
		this.skipped = counters(registry, "skipped");
	}

	private static Map<String, Counter> counters(MeterRegistry registry, String outcome) {
		return Stream.of("retry", "discard", "delete")
			.collect(Collectors.toUnmodifiableMap(Function.identity(),
					(action) -> Counter.builder("compute.operation.jobs")
						.description("Jobs whose turn came in an operation on many jobs")
						.tag("action", action)
						.tag("outcome", outcome)
						.register(registry)));
	}

	// First, because an application's listener that throws ends the dispatch.
	@EventListener
	@Order(Ordered.HIGHEST_PRECEDENCE)
	void on(OperationAdvanced event) {
		Counter acted = this.acted.get(event.action());
		Counter skipped = this.skipped.get(event.action());
		// Events are public types: an event with an unknown action must not create a
		// meter.
		if (acted != null && skipped != null) {
			acted.increment(event.acted());
			skipped.increment(event.skipped());
		}
	}

}
