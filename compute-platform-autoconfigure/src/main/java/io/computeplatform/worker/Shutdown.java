package io.computeplatform.worker;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * How far the worker is on its way to stop. It may start again.
 */
final class Shutdown {

	private volatile Stages stages = new Stages();

	/**
	 * Starts again after a stop. Whatever still waits from before goes on stopping.
	 */
	void restart() {
		if (isDraining()) {
			this.stages = new Stages();
		}
	}

	/**
	 * Nothing new is started from now on.
	 */
	void drain() {
		this.stages.draining.countDown();
	}

	/**
	 * No more messages are taken from now on.
	 */
	void close() {
		this.stages.closing.countDown();
	}

	/**
	 * Nothing is waited for any more.
	 */
	void finish() {
		Stages ended = this.stages;
		ended.over.countDown();
		ended.finished.complete(null);
	}

	boolean isDraining() {
		return this.stages.draining.getCount() == 0;
	}

	/**
	 * Waits until no more messages are taken.
	 */
	void awaitClosing() {
		try {
			this.stages.closing.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Pauses, but no longer than the worker goes on.
	 */
	void awaitDraining(Duration pause) {
		try {
			this.stages.draining.await(pause.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Waits for something, but no longer than the worker takes to stop.
	 */
	void awaitUnlessOver(CompletableFuture<?> something) {
		CompletableFuture.anyOf(something, this.stages.finished).join();
	}

	CountDownLatch draining() {
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
