package io.computeplatform.internal.attempt;

import java.time.Duration;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.AttemptRows;
import io.computeplatform.internal.store.WorkerRows;
import io.computeplatform.internal.support.PeriodicTask;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of orphan recovery. Every instance runs it, also instances that only
 * submit.
 */
@AutoConfiguration(after = JobFailureAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class OrphanRecoveryAutoConfiguration {

	@Bean
	PeriodicTask computeOrphanRecovery(ComputeAsyncProperties properties, JobQueues queues, WorkerRows workers,
			AttemptRows attempts, FailureRecorder failures) {
		Duration leaseDuration = properties.worker().leaseDuration();
		Duration partOfLease = leaseDuration.dividedBy(4);
		Duration pollInterval = properties.relay().pollInterval();
		return new PeriodicTask("compute-orphans-", "recover the jobs of lost workers",
				new OrphanRecovery(queues, workers, attempts, failures, leaseDuration),
				(pollInterval.compareTo(partOfLease) < 0) ? pollInterval : partOfLease, Lease.PHASE);
	}

}
