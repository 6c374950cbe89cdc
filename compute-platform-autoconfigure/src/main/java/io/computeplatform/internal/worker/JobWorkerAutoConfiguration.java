package io.computeplatform.internal.worker;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.ComputeAsyncProperties.Worker;
import io.computeplatform.internal.attempt.AttemptCompleter;
import io.computeplatform.internal.attempt.AttemptMonitor;
import io.computeplatform.internal.attempt.AttemptRunner;
import io.computeplatform.internal.attempt.Claims;
import io.computeplatform.internal.attempt.CompletionExecutors;
import io.computeplatform.internal.attempt.DetachedCompletions;
import io.computeplatform.internal.attempt.FailureRecorder;
import io.computeplatform.internal.attempt.JobAttemptAutoConfiguration;
import io.computeplatform.internal.attempt.JobExecution;
import io.computeplatform.internal.attempt.OutageRetry;
import io.computeplatform.internal.attempt.RunningAttempts;
import io.computeplatform.internal.attempt.Shutdown;
import io.computeplatform.internal.attempt.UnservedJobs;
import io.computeplatform.internal.broker.JobPublisher;
import io.computeplatform.internal.broker.MessageOrigin;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.outbox.RelayTrigger;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.queue.OpenBreakers;
import io.computeplatform.internal.report.AttemptReports;
import io.computeplatform.internal.retry.RetryDecider;
import io.computeplatform.internal.store.AttemptRows;
import io.computeplatform.internal.store.ClaimRows;
import io.computeplatform.internal.store.Outbox;
import io.computeplatform.internal.store.PausedQueueRows;
import io.computeplatform.internal.store.RejectedRows;
import io.computeplatform.internal.store.UnservedRows;
import io.computeplatform.internal.store.WorkerRows;
import io.computeplatform.internal.support.PeriodicTask;

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
 * Auto-configuration of the worker, which executes the jobs of messages in this process.
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
	AttemptMonitor computeAttemptMonitor(ComputeAsyncProperties properties, RunningAttempts running, AttemptRows rows,
			WorkerLease lease, PausedQueues paused, AttemptCompleter completer,
			DetachedCompletions detachedCompletions) {
		return new AttemptMonitor(running, rows, lease, paused::refresh, completer,
				properties.worker().interruptGrace(), detachedCompletions);
	}

	@Bean
	PeriodicTask computeAttemptTick(AttemptMonitor monitor) {
		return new PeriodicTask("compute-monitor-", "interrupt overdue attempts", monitor::tick, AttemptMonitor.TICK,
				AttemptMonitor.PHASE);
	}

	@Bean
	PeriodicTask computeAttemptPoll(AttemptMonitor monitor) {
		return new PeriodicTask("compute-monitor-", "look up the attempts of this worker", monitor::poll,
				AttemptMonitor.POLL, AttemptMonitor.PHASE);
	}

	/**
	 * Apart from the renewal of the lease, which must not wait for it, and only while
	 * that succeeds.
	 */
	@Bean
	PeriodicTask computeReportWriter(ComputeAsyncProperties properties, RunningAttempts running, AttemptReports reports,
			WorkerLease lease) {
		Duration interval = properties.worker().leaseRenewal();
		return new PeriodicTask("compute-report-", "write what attempts report", () -> {
			if (lease.isValid()) {
				reports.sampleAndWrite(running.reports());
			}
		}, interval, interval, AttemptMonitor.PHASE);
	}

	@Bean
	DetachedCompletions computeDetachedCompletions(RunningAttempts running, AttemptCompleter completer) {
		return new DetachedCompletions(running, completer);
	}

	@Bean
	CompletionExecutors computeCompletionExecutors(JobQueues queues) {
		// Zero without queues, but a pool has at least one thread.
		return new CompletionExecutors(Math.max(1, queues.all().stream().mapToInt(JobQueue::concurrency).sum()),
				Acknowledgements::batchAcks);
	}

	@Bean
	LockedJobResender computeLockedJobResender(Outbox outbox, RelayTrigger relayTrigger) {
		return new LockedJobResender(outbox, relayTrigger);
	}

	@Bean
	PeriodicTask computeLockedJobResenderCheck(LockedJobResender locked) {
		return new PeriodicTask("compute-locked-", "look up jobs whose rows were locked", locked,
				LockedJobResender.INTERVAL, AttemptMonitor.PHASE);
	}

	@Bean
	Acknowledgements computeAcknowledgements() {
		return new Acknowledgements();
	}

	@Bean
	OtherDatabaseForwarder computeOtherDatabaseForwarder(MessageOrigin origin, JobPublisher publisher,
			Shutdown shutdown) {
		return new OtherDatabaseForwarder(origin, publisher, shutdown);
	}

	@Bean
	UnreadableMessages computeUnreadableMessages() {
		return new UnreadableMessages();
	}

	@Bean
	WorkerState computeWorkerState(WorkerLease lease, OtherDatabaseForwarder others, UnreadableMessages unreadable,
			JobQueues queues) {
		return new WorkerState(lease, others, unreadable, queues.all());
	}

	@Bean
	OpenBreakers computeOpenBreakers(WorkerState state) {
		return state::openBreaker;
	}

	@Bean
	UnservedJobs computeUnservedJobs(ComputeAsyncProperties properties, UnservedRows rows, FailureRecorder failures,
			RelayTrigger relayTrigger, JobEvents events, WorkerLease lease, Shutdown shutdown) {
		return new UnservedJobs(rows, failures, relayTrigger, events, lease, properties.unservedTimeout(),
				new OutageRetry(shutdown::draining));
	}

	@Bean
	PeriodicTask computeUnservedMessageResender(UnservedRows rows, JobQueues queues, RelayTrigger relayTrigger) {
		return new PeriodicTask("compute-unserved-", "look for jobs that other instances released",
				new UnservedMessageResender(rows, queues, relayTrigger), UnservedMessageResender.INTERVAL,
				JobContainers.PHASE);
	}

	@Bean
	MessageRejecter computeMessageRejecter(RejectedRows rows, JobPublisher publisher, MessageOrigin origin,
			Shutdown shutdown, JobEvents events) {
		return new MessageRejecter(rows, publisher, origin, new OutageRetry(shutdown::draining), events);
	}

	@Bean
	JobContainers computeJobContainers(ComputeAsyncProperties properties, JobQueues queues, RunningAttempts running,
			ClaimRows rows, AttemptRows attempts, OtherDatabaseForwarder others, LockedJobResender locked,
			WorkerLease lease, WorkerState state, UnreadableMessages unreadable, PausedQueues paused,
			RetryDecider decider, DetachedCompletions detachedCompletions, UnservedJobs unserved, AttemptRunner runner,
			JobExecution execution, AttemptMonitor monitor, Acknowledgements acknowledgements,
			MessageRejecter rejections, MessageOrigin origin, JobEvents events, Shutdown shutdown,
			ConnectionFactory connectionFactory, ApplicationContext context) {
		Worker worker = properties.worker();
		Duration longest = worker.shutdownGrace().plus(worker.interruptGrace());
		checkShutdownFits(worker, longest, context.getEnvironment());
		OutageRetry untilDraining = new OutageRetry(shutdown::draining);
		Claims claims = new Claims(rows, attempts, lease, running, untilDraining, queues, properties.relay().grace());
		Map<JobQueue, RetryInterceptor> interceptors = queues.all()
			.stream()
			.collect(Collectors.toMap(Function.identity(),
					(queue) -> new RetryInterceptor(queue,
							new QueueGate(queue.name(), paused, shutdown, state.breaker(queue), decider::isNonRetryable,
									events),
							new ExecutionSlots(queue,
									// A job must not fail because of a worker that died
									// before the job started.
									decider.isRetriedAfterLostWorker(queue.name()) ? worker.claimAhead()
											: Duration.ZERO,
									shutdown),
							others, claims, unserved, locked, runner, monitor, acknowledgements, rejections, origin,
							untilDraining, shutdown)));
		JobContainerFactory factory = new JobContainerFactory(context, connectionFactory, unreadable,
				new JobMessageListener(execution), interceptors::get, longest.plusSeconds(1),
				useVirtualThreads(context.getEnvironment()));
		return new JobContainers(queues, factory, running, detachedCompletions, acknowledgements, shutdown,
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
