package io.computeplatform.metrics;

import io.computeplatform.control.UnservedQueues;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.QueueRows;
import io.computeplatform.worker.JobWorkerAutoConfiguration;
import io.computeplatform.worker.WorkerState;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Meters, in the application's registry.
 */
@AutoConfiguration(after = JobWorkerAutoConfiguration.class,
		afterName = { "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnProperty(name = "compute.async.enabled", matchIfMissing = true)
public final class JobMetricsAutoConfiguration {

	@Bean
	// Nobody asks for it: in an application that initializes lazily it would never exist.
	@Lazy(false)
	JobMeters computeJobMeters(MeterRegistry registry, JobQueues queues) {
		return new JobMeters(registry, queues.all());
	}

	@Bean
	@Lazy(false)
	UnservedGauges computeUnservedGauges(MeterRegistry registry, UnservedQueues queues) {
		return new UnservedGauges(registry, queues);
	}

	@Bean
	@Lazy(false)
	OperationMeters computeOperationMeters(MeterRegistry registry) {
		return new OperationMeters(registry);
	}

	@Bean
	@Lazy(false)
	QueueGauges computeQueueGauges(MeterRegistry registry, JobQueues queues, QueueRows rows,
			ObjectProvider<WorkerState> worker) {
		return new QueueGauges(registry, queues, rows, worker.getIfAvailable());
	}

}
