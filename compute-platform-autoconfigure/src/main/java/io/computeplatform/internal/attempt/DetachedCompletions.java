package io.computeplatform.internal.attempt;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.task.SimpleAsyncTaskExecutor;

/**
 * Completes attempts without their threads, which may never end. Internal, thread-safe.
 */
public final class DetachedCompletions {

	private static final Logger LOG = LoggerFactory.getLogger(DetachedCompletions.class);

	private final RunningAttempts running;

	private final AttemptCompleter completer;

	private final SimpleAsyncTaskExecutor threads = new SimpleAsyncTaskExecutor("compute-takeover-");

	public DetachedCompletions(RunningAttempts running, AttemptCompleter completer) {
		this.running = running;
		this.completer = completer;
		this.threads.setDaemon(true);
	}

	/**
	 * Starts to complete an attempt. It no longer counts as running when that is done.
	 * @param attempt the attempt, taken over
	 */
	public void start(Attempt attempt) {
		try {
			this.threads.execute(() -> run(attempt));
		}
		catch (Throwable ex) {
			// No thread can be created. The monitor completes attempts that no thread
			// runs.
			this.running.remove(attempt);
			LOG.error("Failed to complete job {} without its thread; the monitor will complete it",
					attempt.claim().id(), ex);
		}
	}

	private void run(Attempt attempt) {
		try {
			attempt.notifyEnd(null);
			this.completer.takeOver(attempt);
		}
		finally {
			this.running.remove(attempt);
		}
	}

}
