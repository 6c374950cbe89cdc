package io.computeplatform.failed;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.dispatch.JobDispatchAutoConfiguration;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.Database;
import io.computeplatform.store.FailedRows;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * What administrators inject.
 */
@AutoConfiguration(after = JobDispatchAutoConfiguration.class)
@ConditionalOnProperty(name = "compute.async.enabled", matchIfMissing = true)
public final class FailedJobAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	FailedJobRepository computeFailedJobRepository(Database database) {
		return new JdbcFailedJobRepository(database);
	}

	@Bean
	@ConditionalOnMissingBean
	FailedJobService computeFailedJobService(ComputeAsyncProperties properties, Database database, FailedRows rows,
			JobQueues queues, Dispatcher dispatcher) {
		return new DefaultFailedJobService(database, rows, queues, dispatcher, properties.relay().grace());
	}

}
