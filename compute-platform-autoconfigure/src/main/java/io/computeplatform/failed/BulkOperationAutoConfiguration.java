package io.computeplatform.failed;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.Database;
import io.computeplatform.store.FailedRows;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Runs operations on many jobs. Every instance does.
 */
@AutoConfiguration(after = FailedJobAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class BulkOperationAutoConfiguration {

	@Bean
	OperationRunner computeOperationRunner(ComputeAsyncProperties properties, Database database,
			OperationRows operations, FailedRows failed, JobEvents events) {
		return new OperationRunner(database, operations, failed, events, properties.relay().pollInterval());
	}

}
