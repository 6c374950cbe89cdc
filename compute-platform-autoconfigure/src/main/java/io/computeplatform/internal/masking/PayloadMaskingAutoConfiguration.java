package io.computeplatform.internal.masking;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.internal.queue.JobQueueAutoConfiguration;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.JobStoreAutoConfiguration;
import io.computeplatform.internal.store.PayloadJson;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of masking.
 */
@AutoConfiguration(after = { JobQueueAutoConfiguration.class, JobStoreAutoConfiguration.class })
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class PayloadMaskingAutoConfiguration {

	@Bean
	PayloadMask computePayloadMask(ComputeAsyncProperties properties, JobQueues queues, PayloadJson payloads) {
		return new PayloadMask(queues, payloads.copyOfMapper(), properties.masking().fields(),
				properties.masking().showUnknown());
	}

}
