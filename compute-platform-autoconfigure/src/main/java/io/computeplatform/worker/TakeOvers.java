package io.computeplatform.worker;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Settles attempts without their threads, which may never end.
 */
final class TakeOvers {

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
		this.threads.execute(() -> {
			try {
				attempt.tellEnd(null);
				this.settlement.takeOver(attempt);
			}
			finally {
				this.running.remove(attempt);
			}
		});
	}

}
