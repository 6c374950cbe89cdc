package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.report.AttemptReport;
import io.computeplatform.internal.store.AttemptKey;
import io.computeplatform.internal.store.Claim;
import io.computeplatform.internal.tracing.JobObservation;
import org.jspecify.annotations.Nullable;

/**
 * A running attempt. Interrupts its thread only between begin and end. Exactly one thread
 * records its outcome: its own, or another one if its own does not end. Internal,
 * thread-safe.
 */
public final class Attempt {

	private final Claim.Claimed claim;

	private final JobQueue queue;

	private final JobObservation observation;

	private final AttemptReport report;

	private final long startedNanos = System.nanoTime();

	private final Thread thread = Thread.currentThread();

	private final CompletableFuture<Boolean> deferred = new CompletableFuture<>();

	private @Nullable StopReason stopReason;

	private long interruptedNanos;

	private StackTraceElement[] stopTrace = {};

	private boolean ended;

	private boolean takenOver;

	private @Nullable Consumer<@Nullable Throwable> ending;

	Attempt(Claim.Claimed claim, JobQueue queue, JobObservation observation, AttemptReport report) {
		this.claim = claim;
		this.queue = queue;
		this.observation = observation;
		this.report = report;
		JobThread.begin();
	}

	public Claim.Claimed claim() {
		return this.claim;
	}

	AttemptKey key() {
		return this.claim.key();
	}

	public JobQueue queue() {
		return this.queue;
	}

	JobObservation observation() {
		return this.observation;
	}

	AttemptReport report() {
		return this.report;
	}

	/**
	 * Registers a callback for the end of the attempt. The thread that records the
	 * outcome calls it once.
	 */
	synchronized void onEnd(Consumer<@Nullable Throwable> ending) {
		this.ending = ending;
	}

	void notifyEnd(@Nullable Throwable failure) {
		Consumer<@Nullable Throwable> told;
		synchronized (this) {
			told = this.ending;
			this.ending = null;
		}
		if (told != null) {
			told.accept(failure);
		}
	}

	/**
	 * Marks the outcome as not recorded yet, because another transaction holds the job's
	 * row.
	 */
	void defer() {
		this.deferred.complete(true);
	}

	/**
	 * Completes when the message can be acknowledged before the outcome is recorded: the
	 * lease of this worker covers the job.
	 */
	public CompletableFuture<Boolean> deferred() {
		return this.deferred;
	}

	boolean isOverdue() {
		Duration timeout = this.queue.timeout();
		return timeout != null && System.nanoTime() - this.startedNanos > timeout.toNanos();
	}

	public synchronized void interrupt(StopReason why) {
		if (!this.ended && this.stopReason == null) {
			this.stopReason = why;
			this.interruptedNanos = System.nanoTime();
			try {
				if (why == StopReason.TIMED_OUT || why == StopReason.CANCELLED) {
					// Where it hangs is of no use after the interrupt.
					this.report.sample();
				}
			}
			finally {
				this.thread.interrupt();
			}
		}
	}

	/**
	 * Marks the attempt as the cause of the stop of its worker, if its thread is waiting
	 * for that stop. The thread is not interrupted: the stop would no longer wait for
	 * what depends on it.
	 * @return whether another thread is to record the outcome
	 */
	public synchronized boolean markAsStopCause() {
		if (this.ended || this.stopReason != null) {
			return false;
		}
		StackTraceElement[] trace = this.thread.getStackTrace();
		if (Arrays.stream(trace).noneMatch(Attempt::stops)) {
			return false;
		}
		this.stopTrace = trace;
		this.stopReason = StopReason.STOPPED_WORKER;
		this.interruptedNanos = System.nanoTime();
		return true;
	}

	private static boolean stops(StackTraceElement frame) {
		return switch (frame.getClassName()) {
			case "java.lang.Runtime" -> "exit".equals(frame.getMethodName());
			case "org.springframework.context.support.DefaultLifecycleProcessor" -> true;
			default -> false;
		};
	}

	/**
	 * Returns the stack trace of the call that stopped the worker.
	 */
	synchronized StackTraceElement[] stopTrace() {
		return this.stopTrace;
	}

	public synchronized @Nullable StopReason stopReason() {
		return this.stopReason;
	}

	/**
	 * Ends the attempt on its own thread.
	 * @return whether that thread is to record the outcome
	 */
	synchronized boolean end() {
		this.ended = true;
		// An interrupt that was meant for the executor, or that it left behind, must not
		// disturb the code that follows.
		JobThread.end();
		return !this.takenOver;
	}

	/**
	 * Takes the attempt over from a thread that was interrupted and does not end.
	 * @param grace time that the thread has to end
	 * @return whether the caller is to record the outcome
	 */
	public synchronized boolean takeOver(Duration grace) {
		if (this.ended || this.takenOver || this.stopReason == null
				|| System.nanoTime() - this.interruptedNanos < grace.toNanos()) {
			return false;
		}
		this.takenOver = true;
		return true;
	}

}
