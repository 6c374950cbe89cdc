package io.computeplatform.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

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

	private final JobQueues queues;

	private final Function<JobQueue, SimpleMessageListenerContainer> factory;

	private final RunningAttempts running;

	private final Settlement settlement;

	private final Acknowledgements acknowledgements;

	private final Shutdown shutdown;

	private final Duration shutdownGrace;

	private final Duration interruptGrace;

	private final List<SimpleMessageListenerContainer> containers = new ArrayList<>();

	private volatile boolean active;

	JobContainers(JobQueues queues, Function<JobQueue, SimpleMessageListenerContainer> factory, RunningAttempts running,
			Settlement settlement, Acknowledgements acknowledgements, Shutdown shutdown, Duration shutdownGrace,
			Duration interruptGrace) {
		this.queues = queues;
		this.factory = factory;
		this.running = running;
		this.settlement = settlement;
		this.acknowledgements = acknowledgements;
		this.shutdown = shutdown;
		this.shutdownGrace = shutdownGrace;
		this.interruptGrace = interruptGrace;
	}

	@Override
	public void start() {
		if (this.queues.all().isEmpty()) {
			LOG.info("This application serves no queue: it has no JobExecutor bean and no compute.async.queues");
		}
		for (JobQueue queue : this.queues.all()) {
			SimpleMessageListenerContainer container = this.factory.apply(queue);
			this.containers.add(container);
			container.start();
		}
		this.active = true;
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
		stopper.start();
	}

	@Override
	public void stop() {
		this.shutdown.drain();
		CountDownLatch stopped = new CountDownLatch(this.containers.size());
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
		this.containers.forEach(SimpleMessageListenerContainer::destroy);
		this.active = false;
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
				.forEach(this.settlement::takeOver);
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
