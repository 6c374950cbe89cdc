package io.computeplatform.actuate;

import io.computeplatform.QueueControl;
import io.computeplatform.broker.BrokerQueues;
import io.computeplatform.control.QueueControlAutoConfiguration;
import io.computeplatform.failed.FailedJobRepository;
import io.computeplatform.failed.FailedJobService;
import io.computeplatform.masking.PayloadMask;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.PausedQueueRows;
import io.computeplatform.store.QueueRows;
import io.computeplatform.store.ShownJobs;
import io.computeplatform.worker.JobWorkerAutoConfiguration;
import io.computeplatform.worker.WorkerState;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * What Actuator shows.
 */
@AutoConfiguration(after = { JobWorkerAutoConfiguration.class, QueueControlAutoConfiguration.class })
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnProperty(name = "compute.async.enabled", matchIfMissing = true)
public final class JobActuatorAutoConfiguration {

	@Bean
	HealthCheck computeHealthCheck(JobQueues queues, QueueRows rows, PausedQueueRows paused, BrokerQueues broker,
			ObjectProvider<WorkerState> worker) {
		return new HealthCheck(queues, rows, paused, broker, worker.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	FailedJobsPageEndpoint computeFailedJobsPageEndpoint() {
		return new FailedJobsPageEndpoint();
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	QueuesEndpoint computeQueuesEndpoint(JobQueues queues, QueueRows rows, BrokerQueues broker, QueueControl control,
			ObjectProvider<WorkerState> worker) {
		return new QueuesEndpoint(queues, rows, broker, control, worker.getIfAvailable());
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint
	FailedJobsEndpoint computeFailedJobsEndpoint(FailedJobRepository repository, FailedJobService service,
			ShownJobs jobs, PayloadMask mask) {
		return new FailedJobsEndpoint(repository, service, jobs, mask);
	}

}
