package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.computeplatform.internal.report.AttemptReport;
import io.computeplatform.internal.store.AttemptKey;

/**
 * The attempts that this process runs, and the tries that its threads are claiming: a
 * repeated claim must never be mistaken for the claim of another thread of this process.
 * Internal, thread-safe.
 */
public final class RunningAttempts {

	private final Set<Try> busy = ConcurrentHashMap.newKeySet();

	/**
	 * Those that were cancelled before they started.
	 */
	private final Set<Try> cancelled = ConcurrentHashMap.newKeySet();

	private final Map<AttemptKey, Attempt> attempts = new ConcurrentHashMap<>();

	boolean reserve(UUID id, int tryCount) {
		return this.busy.add(new Try(id, tryCount));
	}

	boolean isReserved(UUID id, int tryCount) {
		return this.busy.contains(new Try(id, tryCount));
	}

	boolean isIdle() {
		return this.busy.isEmpty();
	}

	boolean isCancelled(UUID id, int tryCount) {
		return this.cancelled.contains(new Try(id, tryCount));
	}

	void free(UUID id, int tryCount) {
		this.busy.remove(new Try(id, tryCount));
		this.cancelled.remove(new Try(id, tryCount));
	}

	void add(Attempt attempt) {
		AttemptKey key = attempt.key();
		this.attempts.put(key, attempt);
		if (isCancelled(key.id(), key.tryNumber() - 1)) {
			attempt.interrupt(StopReason.CANCELLED);
		}
	}

	boolean isStarted(AttemptKey key) {
		return this.attempts.containsKey(key);
	}

	/**
	 * Removes an attempt whose outcome is recorded, by its thread or by another. Only the
	 * first call has an effect.
	 */
	synchronized void remove(Attempt attempt) {
		AttemptKey key = attempt.key();
		if (this.attempts.remove(key, attempt)) {
			free(key.id(), key.tryNumber() - 1);
			notifyAll();
		}
	}

	/**
	 * Waits until no attempt runs.
	 * @param time maximum wait
	 * @return whether no attempt runs
	 */
	public synchronized boolean awaitNone(Duration time) throws InterruptedException {
		long end = System.nanoTime() + time.toNanos();
		while (!this.attempts.isEmpty() && System.nanoTime() - end < 0) {
			TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
		}
		return this.attempts.isEmpty();
	}

	public Collection<Attempt> all() {
		return this.attempts.values();
	}

	/**
	 * What the attempts report.
	 * @return report of each
	 */
	public List<AttemptReport> reports() {
		return all().stream().map(Attempt::report).toList();
	}

	/**
	 * Interrupts an attempt, or keeps it from starting.
	 */
	void cancel(AttemptKey key) {
		Try claimed = new Try(key.id(), key.tryNumber() - 1);
		this.cancelled.add(claimed);
		if (!this.busy.contains(claimed)) {
			// Freed meanwhile: a later claim of the same try is another one.
			this.cancelled.remove(claimed);
		}
		Attempt attempt = this.attempts.get(key);
		if (attempt != null) {
			attempt.interrupt(StopReason.CANCELLED);
		}
	}

	private record Try(UUID id, int tryCount) {

	}

}
