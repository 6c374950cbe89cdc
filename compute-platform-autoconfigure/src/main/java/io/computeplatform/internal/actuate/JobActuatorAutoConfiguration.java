package io.computeplatform.internal.actuate;

import io.computeplatform.audit.AuditLog;
import io.computeplatform.bulk.BulkOperations;
import io.computeplatform.control.DeadLetterReconciliation;
import io.computeplatform.control.QueueControl;
import io.computeplatform.control.QueueControlAutoConfiguration;
import io.computeplatform.control.RejectedMessages;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.internal.broker.BrokerQueues;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.PausedQueueRows;
import io.computeplatform.internal.store.QueueRows;
import io.computeplatform.internal.store.RunningVersions;
import io.computeplatform.internal.store.ShownJobs;
import io.computeplatform.internal.store.UnservedQueues;
import io.computeplatform.internal.worker.JobWorkerAutoConfiguration;
import io.computeplatform.internal.worker.WorkerState;
import io.computeplatform.jobs.JobListAutoConfiguration;
import io.computeplatform.jobs.JobRepository;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the Actuator endpoints.
 */
@AutoConfiguration(after = { JobWorkerAutoConfiguration.class, QueueControlAutoConfiguration.class,
		JobListAutoConfiguration.class })
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobActuatorAutoConfiguration {

	@Bean
	FilterParametersAdvisor computeFilterParametersAdvisor() {
		return new FilterParametersAdvisor();
	}

	@Bean
	HealthCheck computeHealthCheck(JobQueues queues, QueueRows rows, PausedQueueRows paused, UnservedQueues unserved,
			BrokerQueues broker, ObjectProvider<WorkerState> worker) {
		return new HealthCheck(queues, rows, paused, unserved, broker, worker.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@ConditionalOnAvailableEndpoint
	FailedJobsPageEndpoint computeFailedJobsPageEndpoint() {
		return new FailedJobsPageEndpoint();
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@ConditionalOnAvailableEndpoint
	QueuesEndpoint computeQueuesEndpoint(JobQueues queues, QueueRows rows, UnservedQueues unserved, BrokerQueues broker,
			QueueControl control, AuditLog audit, DeadLetterReconciliation reconciliation,
			ObjectProvider<WorkerState> worker) {
		return new QueuesEndpoint(queues, rows, unserved, broker, control, audit, reconciliation,
				worker.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@ConditionalOnAvailableEndpoint
	JobsEndpoint computeJobsEndpoint(JobRepository repository, ShownJobs jobs, PayloadMask mask) {
		return new JobsEndpoint(repository, jobs, mask);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@ConditionalOnAvailableEndpoint
	MessagesEndpoint computeMessagesEndpoint(RejectedMessages messages) {
		return new MessagesEndpoint(messages);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	@ConditionalOnAvailableEndpoint
	FailedJobsEndpoint computeFailedJobsEndpoint(FailedJobRepository repository, FailedJobService service,
			BulkOperations operations, AuditLog audit, ShownJobs jobs, PayloadMask mask, RunningVersions versions) {
		return new FailedJobsEndpoint(repository, service, operations, audit, jobs, mask, versions);
	}

}
