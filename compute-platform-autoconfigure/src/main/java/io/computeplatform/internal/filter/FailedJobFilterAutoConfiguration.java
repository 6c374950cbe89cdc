package io.computeplatform.internal.filter;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.internal.masking.PayloadMaskingAutoConfiguration;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.Database;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the validation of filters.
 */
@AutoConfiguration(after = PayloadMaskingAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class FailedJobFilterAutoConfiguration {

	@Bean
	PayloadPaths computePayloadPaths(ComputeAsyncProperties properties, Database database) {
		return new PayloadPaths(database, properties.admin().payloadFilter());
	}

}
