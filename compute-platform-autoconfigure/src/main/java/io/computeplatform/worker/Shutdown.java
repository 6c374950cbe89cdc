package io.computeplatform.worker;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How far the worker is on its way to stop.
 */
final class Shutdown {

	private final CountDownLatch draining = new CountDownLatch(1);

	private final CountDownLatch closing = new CountDownLatch(1);

	private final CountDownLatch over = new CountDownLatch(1);

	/**
	 * Nothing new is started from now on.
	 */
	void drain() {
		this.draining.countDown();
	}

	/**
	 * No more messages are taken from now on.
	 */
	void close() {
		this.closing.countDown();
	}

	/**
	 * Nothing is waited for any more.
	 */
	void finish() {
		this.over.countDown();
	}

	boolean isDraining() {
		return this.draining.getCount() == 0;
	}

	/**
	 * Waits until no more messages are taken.
	 */
	void awaitClosing() {
		try {
			this.closing.await();
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
			this.draining.await(pause.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	CountDownLatch draining() {
		return this.draining;
	}

	CountDownLatch over() {
		return this.over;
	}

}
