package io.computeplatform.worker;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.concurrent.CompletableFuture;

import io.computeplatform.queue.JobQueue;
import io.computeplatform.store.AttemptKey;
import io.computeplatform.store.Claim;
import io.computeplatform.tracing.JobObservation;
import org.jspecify.annotations.Nullable;

/**
 * One attempt while it runs. Interrupts its thread only between begin and end, and lets
 * exactly one thread settle it: the one that ran it, or, when that does not end, another.
 */
final class Attempt {

	private final Claim.Won claim;

	private final JobQueue queue;

	private final JobObservation observation;

	private final long startedNanos = System.nanoTime();

	private final Thread thread = Thread.currentThread();

	private final CompletableFuture<Boolean> heldUp = new CompletableFuture<>();

	private @Nullable Interruption interruption;

	private long interruptedNanos;

	private StackTraceElement[] stopTrace = {};

	private boolean ended;

	private boolean takenOver;

	private @Nullable Consumer<@Nullable Throwable> ending;

	Attempt(Claim.Won claim, JobQueue queue, JobObservation observation) {
		this.claim = claim;
		this.queue = queue;
		this.observation = observation;
	}

	Claim.Won claim() {
		return this.claim;
	}

	AttemptKey key() {
		return this.claim.key();
	}

	JobQueue queue() {
		return this.queue;
	}

	JobObservation observation() {
		return this.observation;
	}

	/**
	 * Has somebody told, once, how the attempt ended: by whoever is to settle it.
	 */
	synchronized void onEnd(Consumer<@Nullable Throwable> ending) {
		this.ending = ending;
	}

	void tellEnd(@Nullable Throwable failure) {
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
	 * Learns that what came of it can't be recorded yet, for as long as another
	 * transaction holds the job's row.
	 */
	void holdUp() {
		this.heldUp.complete(true);
	}

	/**
	 * Completes when the message is done with, though the outcome is not recorded: the
	 * lease of this worker stands for the job.
	 */
	CompletableFuture<Boolean> heldUp() {
		return this.heldUp;
	}

	boolean isOverdue() {
		Duration timeout = this.queue.timeout();
		return timeout != null && System.nanoTime() - this.startedNanos > timeout.toNanos();
	}

	synchronized void interrupt(Interruption why) {
		if (!this.ended && this.interruption == null) {
			this.interruption = why;
			this.interruptedNanos = System.nanoTime();
			this.thread.interrupt();
		}
	}

	/**
	 * Blames the attempt for the stop of its worker if its thread is waiting for that. It
	 * is not interrupted: the stop would no longer wait for what it depends on.
	 * @return whether it is to be taken over
	 */
	synchronized boolean blameForStop() {
		if (this.ended || this.interruption != null) {
			return false;
		}
		StackTraceElement[] trace = this.thread.getStackTrace();
		if (Arrays.stream(trace).noneMatch(Attempt::stops)) {
			return false;
		}
		this.stopTrace = trace;
		this.interruption = Interruption.STOPPED_WORKER;
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
	 * Where the attempt stopped its worker.
	 */
	synchronized StackTraceElement[] stopTrace() {
		return this.stopTrace;
	}

	synchronized @Nullable Interruption interruption() {
		return this.interruption;
	}

	/**
	 * Ends the attempt on its own thread.
	 * @return whether that thread is to settle it
	 */
	synchronized boolean end() {
		this.ended = true;
		// Meant for the executor, or left behind by it: what follows must not be
		// disturbed by it.
		Thread.interrupted();
		return !this.takenOver;
	}

	/**
	 * Takes the settlement from a thread that was interrupted and does not end.
	 * @param patience how long it may take to end
	 * @return whether the caller is to settle it
	 */
	synchronized boolean takeOver(Duration patience) {
		if (this.ended || this.takenOver || this.interruption == null
				|| System.nanoTime() - this.interruptedNanos < patience.toNanos()) {
			return false;
		}
		this.takenOver = true;
		return true;
	}

}
