package io.computeplatform.actuate;

import io.computeplatform.QueueControl;
import io.computeplatform.broker.BrokerQueues;
import io.computeplatform.control.QueueControlAutoConfiguration;
import io.computeplatform.control.UnservedQueues;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.masking.PayloadMask;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.reconcile.DeadLetterReconciliation;
import io.computeplatform.reconcile.RejectedMessages;
import io.computeplatform.store.PausedQueueRows;
import io.computeplatform.store.QueueRows;
import io.computeplatform.store.ShownJobs;
import io.computeplatform.worker.JobWorkerAutoConfiguration;
import io.computeplatform.worker.WorkerState;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * What Actuator shows.
 */
@AutoConfiguration(after = { JobWorkerAutoConfiguration.class, QueueControlAutoConfiguration.class })
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobActuatorAutoConfiguration {

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
			QueueControl control, FailedJobRepository repository, DeadLetterReconciliation reconciliation,
			ObjectProvider<WorkerState> worker) {
		return new QueuesEndpoint(queues, rows, unserved, broker, control, repository, reconciliation,
				worker.getIfAvailable());
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
			ShownJobs jobs, PayloadMask mask) {
		return new FailedJobsEndpoint(repository, service, jobs, mask);
	}

}
