package io.computeplatform.worker;

import java.util.concurrent.CountDownLatch;

/**
 * How far the worker is on its way to stop.
 */
final class Shutdown {

	private final CountDownLatch draining = new CountDownLatch(1);

	private final CountDownLatch over = new CountDownLatch(1);

	/**
	 * Nothing new is started from now on.
	 */
	void drain() {
		this.draining.countDown();
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

	CountDownLatch draining() {
		return this.draining;
	}

	CountDownLatch over() {
		return this.over;
	}

}
