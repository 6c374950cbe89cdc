package io.computeplatform.internal.attempt;

/**
 * A consumer thread. An interrupt that is meant for an executor and arrives after its end
 * would stop the container, so it reaches the thread only while an attempt runs.
 * Internal, thread-safe.
 */
public final class JobThread extends Thread {

	private final Object monitor = new Object();

	/**
	 * True also while its consumer starts, which the container may have to interrupt.
	 */
	private boolean interruptible = true;

	public JobThread(Runnable task, String name) {
		super(task, name);
	}

	@Override
	public void interrupt() {
		synchronized (this.monitor) {
			if (this.interruptible) {
				super.interrupt();
			}
		}
	}

	private void interruptible(boolean interruptible) {
		synchronized (this.monitor) {
			this.interruptible = interruptible;
		}
	}

	/**
	 * Begins an attempt on the current thread.
	 */
	static void begin() {
		if (currentThread() instanceof JobThread thread) {
			thread.interruptible(true);
		}
	}

	/**
	 * Ends the attempt of the current thread. A pending interrupt is cleared.
	 */
	static void end() {
		if (currentThread() instanceof JobThread thread) {
			thread.interruptible(false);
		}
		Thread.interrupted();
	}

}
