package io.computeplatform.control;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.QueueControl;
import io.computeplatform.dispatch.JobDispatchAutoConfiguration;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.ActionLog;
import io.computeplatform.store.Database;
import io.computeplatform.store.MovedJobRows;
import io.computeplatform.store.PausedQueueRows;
import io.computeplatform.store.UnservedQueueRows;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * What administrators do with queues, and what they must know of them.
 */
@AutoConfiguration(after = JobDispatchAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class QueueControlAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	QueueControl computeQueueControl(Database database, JobQueues queues, PausedQueueRows rows, MovedJobRows movedJobs,
			ActionLog log, JobEvents events) {
		return new DefaultQueueControl(database, queues, rows, movedJobs, log, events);
	}

	@Bean
	// A test without a broker runs nothing by itself.
	@ConditionalOnBean(type = "io.computeplatform.broker.JobPublisher", search = SearchStrategy.CURRENT)
	// Not everybody that it logs for asks for it.
	@Lazy(false)
	UnservedQueueWatch computeUnservedQueueWatch(ComputeAsyncProperties properties, JobQueues queues,
			UnservedQueueRows rows) {
		return new UnservedQueueWatch(rows, properties.worker().enabled() ? queues.names() : new String[0]);
	}

}
