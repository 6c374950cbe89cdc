package io.computeplatform.bulk;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.failed.FailedJobAutoConfiguration;
import io.computeplatform.internal.audit.AuditRows;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.filter.PayloadPaths;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.outbox.OutboxPublisher;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.AdminReads;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.FailedRows;
import io.computeplatform.internal.support.PeriodicTask;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of bulk operations on failed jobs, which every instance runs.
 */
@AutoConfiguration(after = FailedJobAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class BulkOperationAutoConfiguration {

	@Bean
	OperationRows computeOperationRows(Database database, PayloadMask mask) {
		return new OperationRows(database, mask);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	BulkOperations computeBulkOperations(Database database, OperationRows operations, AuditRows audit, AdminReads reads,
			PayloadPaths paths, JobQueues queues) {
		return new DefaultBulkOperations(database, operations, audit, reads, paths, queues);
	}

	@Bean
	// A test without a broker runs no background tasks.
	@ConditionalOnBean(type = "io.computeplatform.internal.broker.JobPublisher", search = SearchStrategy.CURRENT)
	PeriodicTask computeOperationRunner(ComputeAsyncProperties properties, Database database, OperationRows operations,
			FailedRows failed, JobEvents events) {
		OperationRunner runner = new OperationRunner(database, operations, failed, events);
		return PeriodicTask.ofSteps("compute-operations-", "continue bulk operations", runner::runNext,
				properties.relay().pollInterval(), OutboxPublisher.PHASE + 100);
	}

}
