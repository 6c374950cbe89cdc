package io.computeplatform.internal.worker;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.computeplatform.internal.attempt.Attempt;
import io.computeplatform.internal.attempt.AttemptMonitor;
import io.computeplatform.internal.attempt.DetachedCompletions;
import io.computeplatform.internal.attempt.RunningAttempts;
import io.computeplatform.internal.attempt.Shutdown;
import io.computeplatform.internal.attempt.StopReason;
import io.computeplatform.internal.broker.SeparateConnectionFactory;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.context.SmartLifecycle;

/**
 * The listener containers, one for each queue. Stops gracefully: receives no new
 * messages, gives running jobs time to end, then releases their attempts.
 */
final class JobContainers implements SmartLifecycle {

	static final int PHASE = AttemptMonitor.PHASE + 100;

	private static final Logger LOG = LoggerFactory.getLogger(JobContainers.class);

	private static final Duration RELEASE_WAIT = Duration.ofSeconds(1);

	private final JobQueues queues;

	private final Function<JobQueue, SimpleMessageListenerContainer> factory;

	private final RunningAttempts running;

	private final DetachedCompletions detachedCompletions;

	private final Acknowledgements acknowledgements;

	private final Shutdown shutdown;

	private final Duration shutdownGrace;

	private final Duration interruptGrace;

	private final Map<JobQueue, SimpleMessageListenerContainer> containers = new LinkedHashMap<>();

	private volatile boolean active;

	JobContainers(JobQueues queues, Function<JobQueue, SimpleMessageListenerContainer> factory, RunningAttempts running,
			DetachedCompletions detachedCompletions, Acknowledgements acknowledgements, Shutdown shutdown,
			Duration shutdownGrace, Duration interruptGrace) {
		this.queues = queues;
		this.factory = factory;
		this.running = running;
		this.detachedCompletions = detachedCompletions;
		this.acknowledgements = acknowledgements;
		this.shutdown = shutdown;
		this.shutdownGrace = shutdownGrace;
		this.interruptGrace = interruptGrace;
	}

	@Override
	public synchronized void start() {
		if (this.active) {
			return;
		}
		this.shutdown.restart();
		if (this.queues.all().isEmpty()) {
			LOG.info("This application serves no queue: it has no JobExecutor bean and no compute.async.queues");
		}
		for (JobQueue queue : this.queues.all()) {
			SimpleMessageListenerContainer container = this.factory.apply(queue);
			this.containers.put(queue, container);
			container.start();
			LOG.info("Serving queue '{}' with concurrency {}: {}", queue.name(), queue.concurrency(),
					this.queues.executorNames(queue));
		}
		this.active = true;
		if (!this.containers.isEmpty()) {
			CountDownLatch closing = this.shutdown.closing();
			// The only non-daemon thread: it ends with the stop, even if jobs do not end.
			new Thread(() -> supervise(closing), "compute-worker").start();
		}
	}

	/**
	 * Restarts containers that stopped by themselves, because a consumer was interrupted
	 * while it waited for messages, or failed with an error.
	 */
	private void supervise(CountDownLatch closing) {
		try {
			while (!closing.await(1, TimeUnit.SECONDS)) {
				replaceStopped(closing);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized void replaceStopped(CountDownLatch closing) {
		this.containers.replaceAll((queue, container) -> (closing.getCount() == 0 || container.isRunning()) ? container
				: replacement(queue, container));
	}

	private SimpleMessageListenerContainer replacement(JobQueue queue, SimpleMessageListenerContainer stopped) {
		LOG.warn("Consumers of queue '{}' stopped unexpectedly; restarting", queue.name());
		// Other consumers of it would continue as long as they are connected.
		destroy(stopped);
		SimpleMessageListenerContainer container = this.factory.apply(queue);
		try {
			container.start();
		}
		catch (RuntimeException ex) {
			LOG.warn("Failed to start the consumers of queue '{}'; retrying in the next cycle: {}", queue.name(),
					ex.getMessage());
		}
		return container;
	}

	@Override
	public void stop(Runnable done) {
		Thread stopper = new Thread(() -> {
			try {
				stop();
			}
			finally {
				done.run();
			}
		}, "compute-stop");
		stopper.setDaemon(true);
		stopper.start();
	}

	@Override
	public synchronized void stop() {
		this.active = false;
		this.shutdown.drain();
		// The consumer of a job that waits for this stop never ends before it.
		boolean stoppedByJob = !markAsStopCause().isEmpty();
		CountDownLatch stopped = new CountDownLatch(stoppedByJob ? 0 : this.containers.size());
		long end = System.nanoTime() + this.shutdownGrace.toNanos();
		try {
			this.acknowledgements.awaitCompleted(this.shutdownGrace);
			stopContainers(stopped);
			if (!awaitEnd(stopped, Duration.ofNanos(end - System.nanoTime()))) {
				interruptRunning(stopped);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.shutdown.close();
		this.shutdown.finish();
		this.containers.values().forEach(JobContainers::destroy);
		this.containers.clear();
	}

	private static void destroy(SimpleMessageListenerContainer container) {
		container.destroy();
		if (container.getConnectionFactory() instanceof SeparateConnectionFactory own) {
			own.destroy();
		}
	}

	private List<Attempt> markAsStopCause() {
		List<Attempt> blamed = this.running.all().stream().filter(Attempt::markAsStopCause).toList();
		blamed.stream().filter((attempt) -> attempt.takeOver(Duration.ZERO)).forEach((attempt) -> {
			LOG.error("Attempt {} of job {} in queue '{}' stops its own worker; this counts as a failure",
					attempt.claim().tryNumber(), attempt.claim().id(), attempt.queue().name());
			this.detachedCompletions.start(attempt);
		});
		return blamed;
	}

	private void stopContainers(CountDownLatch stopped) {
		try {
			this.containers.values().forEach((container) -> container.stop(stopped::countDown));
		}
		finally {
			this.shutdown.close();
		}
	}

	private void interruptRunning(CountDownLatch stopped) throws InterruptedException {
		LOG.info("{} jobs did not end within {}; releasing them", this.running.all().size(), this.shutdownGrace);
		this.running.all().forEach((attempt) -> attempt.interrupt(StopReason.SHUTDOWN));
		if (!awaitEnd(stopped, this.interruptGrace)) {
			this.running.all()
				.stream()
				.filter((attempt) -> attempt.takeOver(Duration.ZERO))
				.forEach(this.detachedCompletions::start);
			// Not longer: the database may be down, and then the lease lapses.
			this.running.awaitNone(RELEASE_WAIT);
		}
	}

	private boolean awaitEnd(CountDownLatch stopped, Duration time) throws InterruptedException {
		long end = System.nanoTime() + time.toNanos();
		// If its consumers lose their connection, a container stops before its jobs end.
		return stopped.await(time.toNanos(), TimeUnit.NANOSECONDS)
				&& this.running.awaitNone(Duration.ofNanos(end - System.nanoTime()));
	}

	@Override
	public boolean isRunning() {
		return this.active;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
