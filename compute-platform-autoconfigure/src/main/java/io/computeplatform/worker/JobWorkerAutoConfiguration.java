package io.computeplatform.worker;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.ComputeAsyncProperties.Worker;
import io.computeplatform.broker.JobPublisher;
import io.computeplatform.broker.MessageOrigin;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.dispatch.OwedLater;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.retry.RetryDecider;
import io.computeplatform.settlement.FailureSettlement;
import io.computeplatform.store.AttemptRows;
import io.computeplatform.store.ClaimRows;
import io.computeplatform.store.OwedMessages;
import io.computeplatform.store.PausedQueueRows;
import io.computeplatform.store.RejectedRows;
import io.computeplatform.store.UnservedRows;
import io.computeplatform.store.WorkerRows;

import org.aopalliance.aop.Advice;

import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Execution of jobs in this process, as messages announce them.
 */
@AutoConfiguration(after = JobAttemptAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
@ConditionalOnProperty(name = "compute.async.worker.enabled", matchIfMissing = true)
public final class JobWorkerAutoConfiguration {

	private static final String PHASE_TIMEOUT = "spring.lifecycle.timeout-per-shutdown-phase";

	private static final int FIRST_JAVA_WITH_VIRTUAL_THREADS = 21;

	@Bean
	WorkerLease computeWorkerLease(ComputeAsyncProperties properties, WorkerRows rows, Shutdown shutdown) {
		Worker worker = properties.worker();
		return new WorkerLease(rows, worker.leaseDuration(), worker.leaseRenewal(), shutdown);
	}

	@Bean
	PausedQueues computePausedQueues(PausedQueueRows rows) {
		return new PausedQueues(rows);
	}

	@Bean
	AttemptWatch computeAttemptWatch(ComputeAsyncProperties properties, RunningAttempts running, AttemptRows rows,
			WorkerLease lease, PausedQueues paused, Settlement settlement, TakeOvers takeOvers) {
		return new AttemptWatch(running, rows, lease, paused, settlement, properties.worker().interruptGrace(),
				takeOvers);
	}

	@Bean
	TakeOvers computeTakeOvers(RunningAttempts running, Settlement settlement) {
		return new TakeOvers(running, settlement);
	}

	@Bean
	SettlementThreads computeSettlementThreads(JobQueues queues, ThreadCleaner cleaner) {
		// An application without queues needs none, and a pool has at least one.
		return new SettlementThreads(Math.max(1, queues.all().stream().mapToInt(JobQueue::concurrency).sum()), cleaner);
	}

	@Bean
	LockedJobs computeLockedJobs(OwedMessages owedMessages, OwedLater owedLater) {
		return new LockedJobs(owedMessages, owedLater);
	}

	@Bean
	Acknowledgements computeAcknowledgements() {
		return new Acknowledgements();
	}

	@Bean
	OtherDatabases computeOtherDatabases(MessageOrigin origin, JobPublisher publisher, Shutdown shutdown) {
		return new OtherDatabases(origin, publisher, shutdown);
	}

	@Bean
	UnreadableMessages computeUnreadableMessages() {
		return new UnreadableMessages();
	}

	@Bean
	WorkerState computeWorkerState(WorkerLease lease, OtherDatabases others, UnreadableMessages unreadable,
			JobQueues queues) {
		return new WorkerState(lease, others, unreadable, queues.all());
	}

	@Bean
	UnservedJobs computeUnservedJobs(ComputeAsyncProperties properties, UnservedRows rows, FailureSettlement failures,
			OwedLater owedLater, JobEvents events, WorkerLease lease, Shutdown shutdown) {
		return new UnservedJobs(rows, failures, owedLater, events, lease, properties.unservedTimeout(),
				new Persistence(shutdown::draining));
	}

	@Bean
	UnservedWatch computeUnservedWatch(UnservedRows rows, JobQueues queues, OwedLater owedLater) {
		return new UnservedWatch(rows, queues, owedLater);
	}

	@Bean
	Rejections computeRejections(RejectedRows rows, JobPublisher publisher, MessageOrigin origin, Shutdown shutdown,
			JobEvents events) {
		return new Rejections(rows, publisher, origin, new Persistence(shutdown::draining), events);
	}

	@Bean
	JobContainers computeJobContainers(ComputeAsyncProperties properties, JobQueues queues, RunningAttempts running,
			ClaimRows rows, OtherDatabases others, LockedJobs locked, WorkerLease lease, WorkerState state,
			UnreadableMessages unreadable, PausedQueues paused, RetryDecider decider, TakeOvers takeOvers,
			UnservedJobs unserved, AttemptRunner runner, JobExecution execution, AttemptWatch watch,
			Acknowledgements acknowledgements, Rejections rejections, MessageOrigin origin, JobEvents events,
			Shutdown shutdown, ConnectionFactory connectionFactory, ApplicationContext context) {
		Worker worker = properties.worker();
		Duration longest = worker.shutdownGrace().plus(worker.interruptGrace());
		checkShutdownFits(worker, longest, context.getEnvironment());
		Persistence untilDraining = new Persistence(shutdown::draining);
		Claims claims = new Claims(rows, lease, running, untilDraining, queues);
		Map<JobQueue, Advice> interceptors = queues.all()
			.stream()
			.collect(Collectors.toMap(Function.identity(),
					(queue) -> new RetryInterceptor(queue,
							new QueueGate(queue.name(), paused, shutdown, state.breaker(queue), decider::blamesJob,
									events),
							others, claims, unserved, locked, runner, watch, acknowledgements, rejections, origin,
							untilDraining, shutdown)));
		JobContainerFactory factory = new JobContainerFactory(context, connectionFactory, unreadable,
				new JobMessageListener(execution), interceptors::get, longest.plusSeconds(1),
				useVirtualThreads(context.getEnvironment()));
		return new JobContainers(queues, factory, running, takeOvers, acknowledgements, shutdown,
				worker.shutdownGrace(), worker.interruptGrace());
	}

	private static void checkShutdownFits(Worker worker, Duration longest, Environment environment) {
		Duration phase = DurationStyle.detectAndParse(environment.getProperty(PHASE_TIMEOUT, "30s"));
		if (longest.compareTo(phase) >= 0) {
			throw new InvalidConfigurationPropertyValueException("compute.async.worker.shutdown-grace",
					worker.shutdownGrace(),
					"Together with compute.async.worker.interrupt-grace (" + worker.interruptGrace()
							+ ") it must be shorter than " + PHASE_TIMEOUT + " (" + phase
							+ "), after which Spring no longer waits.");
		}
	}

	private static boolean useVirtualThreads(Environment environment) {
		return environment.getProperty("spring.threads.virtual.enabled", Boolean.class, false)
				&& Runtime.version().feature() >= FIRST_JAVA_WITH_VIRTUAL_THREADS;
	}

}
