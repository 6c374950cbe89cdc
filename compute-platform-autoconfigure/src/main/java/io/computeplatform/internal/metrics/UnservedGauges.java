package io.computeplatform.internal.metrics;

import io.computeplatform.internal.store.UnservedQueueRows.Unserved;
import io.computeplatform.internal.store.UnservedQueues;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Gauges of unserved queues. Queue names are no tags, because they come from rows: health
 * and the queues' endpoint show them.
 */
final class UnservedGauges {

	UnservedGauges(MeterRegistry registry, UnservedQueues queues) {
		Gauge.builder("compute.queues.unserved", () -> queues.found().size())
			.description("Queues that hold jobs and that no live worker serves")
			.register(registry);
		Gauge.builder("compute.jobs.unserved", () -> queues.found().stream().mapToLong(Unserved::jobs).sum())
			.description("Jobs in them, each queue counted up to a limit")
			.register(registry);
	}

}
