package io.computeplatform.worker;

import java.util.Optional;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.JobExecutor;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.settlement.FailureSettlement;
import io.computeplatform.settlement.JobSettlementAutoConfiguration;
import io.computeplatform.store.AttemptRows;
import io.computeplatform.store.PayloadJson;
import io.computeplatform.tracing.JobObservations;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * What runs an attempt, whatever led to it.
 */
@AutoConfiguration(after = JobSettlementAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
@ConditionalOnProperty(name = "compute.async.worker.enabled", matchIfMissing = true)
public final class JobAttemptAutoConfiguration {

	@Bean
	Shutdown computeShutdown() {
		return new Shutdown();
	}

	@Bean
	RunningAttempts computeRunningAttempts() {
		return new RunningAttempts();
	}

	@Bean
	Settlement computeSettlement(ComputeAsyncProperties properties, AttemptRows rows, FailureSettlement failures,
			JobEvents events, Shutdown shutdown, ObjectProvider<SettlementThreads> threads) {
		// Without a worker an attempt runs and is settled on the thread of a test.
		Optional<SettlementThreads> others = threads.stream().findFirst();
		return new Settlement(rows, failures, events, shutdown::over, properties.relay().grace(),
				properties.maxReleases(), others.map(SettlementThreads::writers).orElse(Runnable::run),
				others.map(SettlementThreads::tellers).orElse(Runnable::run));
	}

	@Bean
	JobExecution computeJobExecution(JobQueues queues, PayloadJson payloads, ApplicationContext context) {
		return new JobExecution(queues, payloads, (name) -> executor(context, name));
	}

	@SuppressWarnings("unchecked")
	private static JobExecutor<Object> executor(ApplicationContext context, String name) {
		// The payload is read as the type that this bean's definition declares.
		return (JobExecutor<Object>) context.getBean(name, JobExecutor.class);
	}

	@Bean
	ThreadCleaner computeThreadCleaner(ObjectProvider<PlatformTransactionManager> transactionManagers) {
		return new ThreadCleaner(transactionManagers::stream);
	}

	@Bean
	AttemptRunner computeAttemptRunner(JobQueues queues, JobExecution execution, RunningAttempts running,
			ThreadCleaner cleaner, Settlement settlement, JobEvents events, JobObservations observations) {
		return new AttemptRunner(queues, execution, running, cleaner, settlement, events, observations);
	}

}
