package io.computeplatform.reconcile;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.broker.BrokerQueues;
import io.computeplatform.broker.DeadLetterReader;
import io.computeplatform.broker.JobBrokerAutoConfiguration;
import io.computeplatform.broker.JobPublisher;
import io.computeplatform.broker.QueueTopology;
import io.computeplatform.masking.PayloadMask;
import io.computeplatform.masking.PayloadMaskingAutoConfiguration;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.ActionLog;
import io.computeplatform.store.AdminReads;
import io.computeplatform.store.Database;
import io.computeplatform.store.DeadLetterRows;
import io.computeplatform.store.JobStoreAutoConfiguration;
import io.computeplatform.store.RejectedRows;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Reconciliation of failed jobs and dead letters, and rejected messages, for whoever asks
 * for them, and removal of stale letters unless it is switched off.
 */
@AutoConfiguration(after = { JobStoreAutoConfiguration.class, JobBrokerAutoConfiguration.class,
		PayloadMaskingAutoConfiguration.class })
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class ReconciliationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	DeadLetterReconciliation computeDeadLetterReconciliation(Database database, JobQueues queues,
			QueueTopology topology, DeadLetterReader letters, DeadLetterRows rows, RejectedRows rejected,
			ActionLog log) {
		return new DefaultDeadLetterReconciliation(database, queues, topology, letters, rows, rejected, log);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	RejectedMessages computeRejectedMessages(Database database, AdminReads reads, JobQueues queues,
			JobPublisher publisher, PayloadMask mask, ActionLog log) {
		return new JdbcRejectedMessages(database, reads, queues, publisher, mask, log);
	}

	@Bean
	@Lazy(false)
	@ConditionalOnProperty(name = "compute.async.dead-letters.remove-stale", matchIfMissing = true)
	StaleLetterSweep computeStaleLetterSweep(ComputeAsyncProperties properties, JobQueues queues, BrokerQueues broker,
			DeadLetterReader letters, DeadLetterRows rows, RejectedRows rejected) {
		return new StaleLetterSweep(queues, broker, letters, rows, rejected, properties.deadLetters().interval());
	}

}
