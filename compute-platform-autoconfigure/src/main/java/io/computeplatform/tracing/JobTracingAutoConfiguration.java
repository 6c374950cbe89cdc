package io.computeplatform.tracing;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Observations of jobs, in the application's registry.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "compute.async.enabled", matchIfMissing = true)
public final class JobTracingAutoConfiguration {

	@Bean
	JobObservations computeJobObservations(ObjectProvider<ObservationRegistry> registry) {
		return new JobObservations(registry.getIfUnique(() -> ObservationRegistry.NOOP));
	}

}
