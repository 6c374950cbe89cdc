package io.computeplatform.internal.retention;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.ComputeAsyncProperties.Retention;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.JobStoreAutoConfiguration;
import io.computeplatform.internal.store.RetentionRows;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of retention: deletion of old jobs and bulk operations, unless it is
 * switched off, and of tombstones and lost workers. Every instance runs it.
 */
@AutoConfiguration(after = JobStoreAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobRetentionAutoConfiguration {

	@Bean
	RetentionCycle computeRetention(ComputeAsyncProperties properties, RetentionRows rows) {
		Retention retention = properties.retention();
		Duration operations = retention.enabled() ? retention.operations() : null;
		return new RetentionCycle(rows, ages(retention), operations, retention.batchSize(), retention.interval());
	}

	private static Map<JobStatus, Duration> ages(Retention retention) {
		Map<JobStatus, Duration> ages = new EnumMap<>(JobStatus.class);
		if (retention.enabled()) {
			ages.put(JobStatus.COMPLETE, retention.complete());
			ages.put(JobStatus.CANCELLED, retention.cancelled());
			ages.put(JobStatus.DISCARDED, retention.discarded());
			ages.put(JobStatus.EXPIRED, retention.expired());
			if (retention.failed() != null) {
				ages.put(JobStatus.FAILED, retention.failed());
			}
		}
		return ages;
	}

}
