package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * State of the worker's shutdown. The worker can start again. Internal, thread-safe.
 */
public final class Shutdown {

	private volatile Stages stages = new Stages();

	/**
	 * Starts again after a stop. Threads that wait on the previous run still stop.
	 */
	public void restart() {
		if (isDraining()) {
			this.stages = new Stages();
		}
	}

	/**
	 * Starts no attempt from now on.
	 */
	public void drain() {
		this.stages.draining.countDown();
	}

	/**
	 * Receives no message from now on.
	 */
	public void close() {
		this.stages.closing.countDown();
	}

	/**
	 * Ends all waits.
	 */
	public void finish() {
		Stages ended = this.stages;
		ended.over.countDown();
		ended.finished.complete(null);
	}

	public boolean isDraining() {
		return this.stages.draining.getCount() == 0;
	}

	/**
	 * Waits until no more messages are received.
	 */
	public void awaitClosing() {
		try {
			this.stages.closing.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Pauses, but no longer than until the worker drains.
	 */
	public void pauseUnlessDraining(Duration pause) {
		try {
			this.stages.draining.await(pause.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Waits for a future, but no longer than the worker takes to stop.
	 */
	public void awaitUntilFinished(CompletableFuture<?> something) {
		CompletableFuture.anyOf(something, this.stages.finished).join();
	}

	public CountDownLatch closing() {
		return this.stages.closing;
	}

	public CountDownLatch draining() {
		return this.stages.draining;
	}

	CountDownLatch over() {
		return this.stages.over;
	}

	private static final class Stages {

		private final CountDownLatch draining = new CountDownLatch(1);

		private final CountDownLatch closing = new CountDownLatch(1);

		private final CountDownLatch over = new CountDownLatch(1);

		private final CompletableFuture<@Nullable Void> finished = new CompletableFuture<>();

	}

}
