package io.computeplatform.worker;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Settles attempts without their threads, which may never end.
 */
final class TakeOvers {

	private static final Logger LOG = LoggerFactory.getLogger(TakeOvers.class);

	private final RunningAttempts running;

	private final Settlement settlement;

	private final SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("compute-takeover-");

	TakeOvers(RunningAttempts running, Settlement settlement) {
		this.running = running;
		this.settlement = settlement;
		this.threads.setDaemon(true);
	}

	/**
	 * Begins to settle an attempt. It runs no more once that is done.
	 * @param attempt the attempt, taken over
	 */
	void settle(Attempt attempt) {
		try {
			this.threads.execute(() -> run(attempt));
		}
		catch (Throwable ex) {
			// No thread is to be had. The watch settles what nobody is at.
			this.running.remove(attempt);
			LOG.error("Job {} could not be settled without its thread; the watch does", attempt.claim().id(), ex);
		}
	}

	private void run(Attempt attempt) {
		try {
			attempt.tellEnd(null);
			this.settlement.takeOver(attempt);
		}
		finally {
			this.running.remove(attempt);
		}
	}

}
