package io.computeplatform.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.computeplatform.broker.SeparateConnectionFactory;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.context.SmartLifecycle;

/**
 * The listener containers, one for each queue. Stops gracefully: no new messages, time
 * for running jobs, then their attempts are given back.
 */
final class JobContainers implements SmartLifecycle {

	static final int PHASE = AttemptWatch.PHASE + 100;

	private static final Logger LOG = LoggerFactory.getLogger(JobContainers.class);

	private static final Duration SETTLE_TIME = Duration.ofSeconds(1);

	private final JobQueues queues;

	private final Function<JobQueue, SimpleMessageListenerContainer> factory;

	private final RunningAttempts running;

	private final TakeOvers takeOvers;

	private final Acknowledgements acknowledgements;

	private final Shutdown shutdown;

	private final Duration shutdownGrace;

	private final Duration interruptGrace;

	private final List<SimpleMessageListenerContainer> containers = new ArrayList<>();

	private volatile boolean active;

	JobContainers(JobQueues queues, Function<JobQueue, SimpleMessageListenerContainer> factory, RunningAttempts running,
			TakeOvers takeOvers, Acknowledgements acknowledgements, Shutdown shutdown, Duration shutdownGrace,
			Duration interruptGrace) {
		this.queues = queues;
		this.factory = factory;
		this.running = running;
		this.takeOvers = takeOvers;
		this.acknowledgements = acknowledgements;
		this.shutdown = shutdown;
		this.shutdownGrace = shutdownGrace;
		this.interruptGrace = interruptGrace;
	}

	@Override
	public synchronized void start() {
		this.shutdown.restart();
		if (this.queues.all().isEmpty()) {
			LOG.info("This application serves no queue: it has no JobExecutor bean and no compute.async.queues");
		}
		for (JobQueue queue : this.queues.all()) {
			SimpleMessageListenerContainer container = this.factory.apply(queue);
			this.containers.add(container);
			container.start();
			LOG.info("Serving queue '{}' with concurrency {}: {}", queue.name(), queue.concurrency(),
					this.queues.executorNames(queue));
		}
		this.active = true;
		if (!this.containers.isEmpty()) {
			// The only one that is no daemon: it ends with the stop, whatever jobs do.
			new Thread(this.shutdown::awaitClosing, "compute-worker").start();
		}
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
		boolean stoppedByJob = !blameForStop().isEmpty();
		CountDownLatch stopped = new CountDownLatch(stoppedByJob ? 0 : this.containers.size());
		long end = System.nanoTime() + this.shutdownGrace.toNanos();
		try {
			this.acknowledgements.awaitAnswered(this.shutdownGrace);
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
		this.containers.forEach(JobContainers::destroy);
		this.containers.clear();
	}

	private static void destroy(SimpleMessageListenerContainer container) {
		container.destroy();
		if (container.getConnectionFactory() instanceof SeparateConnectionFactory own) {
			own.destroy();
		}
	}

	private List<Attempt> blameForStop() {
		List<Attempt> blamed = this.running.all().stream().filter(Attempt::blameForStop).toList();
		blamed.stream().filter((attempt) -> attempt.takeOver(Duration.ZERO)).forEach((attempt) -> {
			LOG.error("Try {} of job {} in queue '{}' stops its worker; that counts as a failure",
					attempt.claim().tryNumber(), attempt.claim().id(), attempt.queue().name());
			this.takeOvers.settle(attempt);
		});
		return blamed;
	}

	private void stopContainers(CountDownLatch stopped) {
		try {
			this.containers.forEach((container) -> container.stop(stopped::countDown));
		}
		finally {
			this.shutdown.close();
		}
	}

	private void interruptRunning(CountDownLatch stopped) throws InterruptedException {
		LOG.info("{} jobs did not end within {} and are given back", this.running.all().size(), this.shutdownGrace);
		this.running.all().forEach((attempt) -> attempt.interrupt(Interruption.SHUTDOWN));
		if (!awaitEnd(stopped, this.interruptGrace)) {
			this.running.all()
				.stream()
				.filter((attempt) -> attempt.takeOver(Duration.ZERO))
				.forEach(this.takeOvers::settle);
			// Not for longer: the database may be gone, and then the lease lapses.
			this.running.awaitNone(SETTLE_TIME);
		}
	}

	private boolean awaitEnd(CountDownLatch stopped, Duration time) throws InterruptedException {
		long end = System.nanoTime() + time.toNanos();
		// A container whose consumers lost their connection has stopped before its
		// jobs.
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
