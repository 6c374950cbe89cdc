package io.computeplatform.control;

import io.computeplatform.QueueControl;
import io.computeplatform.dispatch.JobDispatchAutoConfiguration;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.PausedQueueRows;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Pause and resume by hand.
 */
@AutoConfiguration(after = JobDispatchAutoConfiguration.class)
@ConditionalOnProperty(name = "compute.async.enabled", matchIfMissing = true)
public final class QueueControlAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	QueueControl computeQueueControl(JobQueues queues, PausedQueueRows rows, JobEvents events) {
		return new DefaultQueueControl(queues, rows, events);
	}

}
