package io.computeplatform.control;

import java.time.Duration;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.internal.audit.AuditRows;
import io.computeplatform.internal.broker.BrokerQueues;
import io.computeplatform.internal.broker.DeadLetterReader;
import io.computeplatform.internal.broker.JobBrokerAutoConfiguration;
import io.computeplatform.internal.broker.JobPublisher;
import io.computeplatform.internal.broker.QueueTopology;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.masking.PayloadMaskingAutoConfiguration;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.AdminReads;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.DeadLetterRows;
import io.computeplatform.internal.store.JobStoreAutoConfiguration;
import io.computeplatform.internal.store.RejectedRows;
import io.computeplatform.internal.support.PeriodicTask;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of reconciliation and rejected messages, and of the removal of stale
 * dead letters unless it is switched off.
 */
@AutoConfiguration(after = { JobStoreAutoConfiguration.class, JobBrokerAutoConfiguration.class,
		PayloadMaskingAutoConfiguration.class })
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class ReconciliationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	DeadLetterReconciliation computeDeadLetterReconciliation(Database database, JobQueues queues,
			QueueTopology topology, DeadLetterReader letters, DeadLetterRows rows, RejectedRows rejected,
			AuditRows log) {
		return new DefaultDeadLetterReconciliation(database, queues, topology, letters, rows, rejected, log);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	RejectedMessages computeRejectedMessages(Database database, AdminReads reads, JobQueues queues,
			JobPublisher publisher, PayloadMask mask, AuditRows log) {
		return new JdbcRejectedMessages(database, reads, queues, publisher, mask, log);
	}

	@Bean
	@Lazy(false)
	@ConditionalOnProperty(name = "compute.async.dead-letters.remove-stale", matchIfMissing = true)
	PeriodicTask computeStaleDeadLetterSweep(ComputeAsyncProperties properties, JobQueues queues, BrokerQueues broker,
			DeadLetterReader letters, DeadLetterRows rows, RejectedRows rejected) {
		Duration interval = properties.deadLetters().interval();
		return new PeriodicTask("compute-sweep-", "remove stale dead letters",
				new StaleDeadLetterSweep(queues, broker, letters, rows, rejected, interval), interval, interval,
				SmartLifecycle.DEFAULT_PHASE);
	}

}
