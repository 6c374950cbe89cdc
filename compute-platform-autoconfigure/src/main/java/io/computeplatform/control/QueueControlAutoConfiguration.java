package io.computeplatform.control;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.internal.audit.AuditRows;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.outbox.JobOutboxAutoConfiguration;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.MovedJobRows;
import io.computeplatform.internal.store.PausedQueueRows;
import io.computeplatform.internal.store.UnservedQueueRows;
import io.computeplatform.internal.support.PeriodicTask;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of queue control and of the check for unserved queues.
 */
@AutoConfiguration(after = JobOutboxAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class QueueControlAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	QueueControl computeQueueControl(Database database, JobQueues queues, PausedQueueRows rows, MovedJobRows movedJobs,
			AuditRows log, JobEvents events) {
		return new DefaultQueueControl(database, queues, rows, movedJobs, log, events);
	}

	@Bean
	// A test without a broker runs no background tasks.
	@ConditionalOnBean(type = "io.computeplatform.internal.broker.JobPublisher", search = SearchStrategy.CURRENT)
	UnservedQueueMonitor computeUnservedQueueMonitor(ComputeAsyncProperties properties, JobQueues queues,
			UnservedQueueRows rows) {
		return new UnservedQueueMonitor(rows, properties.worker().enabled() ? queues.names() : new String[0]);
	}

	@Bean
	@ConditionalOnBean(value = UnservedQueueMonitor.class, search = SearchStrategy.CURRENT)
	// Not lazy: the check logs, and no bean needs to inject it.
	@Lazy(false)
	PeriodicTask computeUnservedQueueCheck(UnservedQueueMonitor monitor) {
		return new PeriodicTask("compute-unserved-", "check for unserved queues", monitor::refresh,
				UnservedQueueMonitor.INTERVAL, SmartLifecycle.DEFAULT_PHASE);
	}

}
