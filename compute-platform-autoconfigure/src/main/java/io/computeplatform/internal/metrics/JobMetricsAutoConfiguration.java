package io.computeplatform.internal.metrics;

import java.util.HashSet;
import java.util.Set;

import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.QueueRows;
import io.computeplatform.internal.store.UnservedQueues;
import io.computeplatform.internal.worker.JobWorkerAutoConfiguration;
import io.computeplatform.internal.worker.WorkerState;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of meters, in the application's registry.
 */
@AutoConfiguration(after = JobWorkerAutoConfiguration.class,
		afterName = { "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobMetricsAutoConfiguration {

	@Bean
	// Not lazy: no bean injects it.
	@Lazy(false)
	JobMeters computeJobMeters(MeterRegistry registry, JobQueues queues, ApplicationContext context) {
		// Events of a child context reach the meters of its parents too.
		Set<String> counted = new HashSet<>();
		for (ApplicationContext parent = context.getParent(); parent != null; parent = parent.getParent()) {
			parent.getBeansOfType(JobMeters.class).values().forEach((meters) -> counted.addAll(meters.queues()));
		}
		return new JobMeters(registry,
				queues.all().stream().filter((queue) -> !counted.contains(queue.name())).toList());
	}

	@Bean
	@Lazy(false)
	UnservedGauges computeUnservedGauges(MeterRegistry registry, UnservedQueues queues) {
		return new UnservedGauges(registry, queues);
	}

	@Bean
	@Lazy(false)
	// The meters of a parent context receive the events of all operations.
	@ConditionalOnMissingBean
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
