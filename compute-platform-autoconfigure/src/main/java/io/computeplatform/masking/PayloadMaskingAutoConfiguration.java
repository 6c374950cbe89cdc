package io.computeplatform.masking;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.queue.JobQueueAutoConfiguration;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.JobStoreAutoConfiguration;
import io.computeplatform.store.PayloadJson;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Masking of payloads that are shown.
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
