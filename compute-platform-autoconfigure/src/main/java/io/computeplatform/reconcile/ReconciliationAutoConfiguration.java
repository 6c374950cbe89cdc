package io.computeplatform.reconcile;

import io.computeplatform.broker.DeadLetterReader;
import io.computeplatform.broker.JobBrokerAutoConfiguration;
import io.computeplatform.broker.QueueTopology;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.Database;
import io.computeplatform.store.DeadLetterRows;
import io.computeplatform.store.JobStoreAutoConfiguration;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * Reconciliation of failed jobs and dead letters, for whoever asks for it.
 */
@AutoConfiguration(after = { JobStoreAutoConfiguration.class, JobBrokerAutoConfiguration.class })
@ConditionalOnProperty(name = "compute.async.enabled", matchIfMissing = true)
public final class ReconciliationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	DeadLetterReconciliation computeDeadLetterReconciliation(Database database, JobQueues queues,
			QueueTopology topology, DeadLetterReader letters, DeadLetterRows rows) {
		return new DefaultDeadLetterReconciliation(database, queues, topology, letters, rows);
	}

}
