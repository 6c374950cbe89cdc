package io.computeplatform.internal.attempt;

import java.util.Optional;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.JobExecutor;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.outbox.RelayTrigger;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.report.AttemptReports;
import io.computeplatform.internal.report.JobReportAutoConfiguration;
import io.computeplatform.internal.store.AttemptRows;
import io.computeplatform.internal.store.PayloadJson;
import io.computeplatform.internal.store.UnservedRows;
import io.computeplatform.internal.thread.ThreadCleaner;
import io.computeplatform.internal.tracing.JobObservations;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the classes that run an attempt, with or without a message.
 */
@AutoConfiguration(after = { JobFailureAutoConfiguration.class, JobReportAutoConfiguration.class })
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
	UnservedAttempts computeUnservedAttempts(ComputeAsyncProperties properties, UnservedRows rows,
			RelayTrigger relayTrigger, JobEvents events) {
		return new UnservedAttempts(rows, relayTrigger, events, properties.unservedTimeout());
	}

	@Bean
	AttemptCompleter computeAttemptCompleter(ComputeAsyncProperties properties, AttemptRows rows,
			AttemptReports reports, FailureRecorder failures, UnservedAttempts unserved, JobEvents events,
			Shutdown shutdown, ObjectProvider<CompletionExecutors> threads) {
		// Without a worker an attempt is run and recorded on the thread of a test.
		Optional<CompletionExecutors> others = threads.stream().findFirst();
		return new AttemptCompleter(rows, reports, failures, unserved, events, shutdown::over,
				properties.relay().grace(), properties.maxReleases(), properties.worker().completionDelay(),
				others.map(CompletionExecutors::writers).orElse(Runnable::run),
				others.map(CompletionExecutors::callbacks).orElse(Runnable::run));
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
	AttemptRunner computeAttemptRunner(JobQueues queues, JobExecution execution, RunningAttempts running,
			ThreadCleaner cleaner, AttemptReports reports, AttemptCompleter completer, JobEvents events,
			JobObservations observations) {
		return new AttemptRunner(queues, execution, running, cleaner, reports, completer, events, observations);
	}

}
