package io.computeplatform.metrics;

import io.computeplatform.control.UnservedQueues;
import io.computeplatform.store.UnservedQueueRows.Unserved;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Shows how much is held in queues that no live worker serves. Their names are no tags,
 * because they come from rows: health and the queues' endpoint tell them.
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
