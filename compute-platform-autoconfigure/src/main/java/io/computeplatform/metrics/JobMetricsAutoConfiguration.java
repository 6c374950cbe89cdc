package io.computeplatform.metrics;

import java.util.HashSet;
import java.util.Set;

import io.computeplatform.control.UnservedQueues;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.QueueRows;
import io.computeplatform.worker.JobWorkerAutoConfiguration;
import io.computeplatform.worker.WorkerState;
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
 * Meters, in the application's registry.
 */
@AutoConfiguration(after = JobWorkerAutoConfiguration.class,
		afterName = { "org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration",
				"org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration" })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnSingleCandidate(MeterRegistry.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobMetricsAutoConfiguration {

	@Bean
	// Nobody asks for it: in an application that initializes lazily it would never exist.
	@Lazy(false)
	JobMeters computeJobMeters(MeterRegistry registry, JobQueues queues, ApplicationContext context) {
		// Events reach the meters of parent contexts too.
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
	// Those of a parent context hear of all operations.
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
