package io.computeplatform.internal.tracing;

import io.computeplatform.internal.queue.JobQueueAutoConfiguration;
import io.computeplatform.internal.queue.JobQueues;
import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of observations, in the application's registry.
 */
@AutoConfiguration(after = JobQueueAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobTracingAutoConfiguration {

	@Bean
	JobObservations computeJobObservations(ObjectProvider<ObservationRegistry> registry) {
		return new JobObservations(registry.getIfUnique(() -> ObservationRegistry.NOOP));
	}

}
