package io.computeplatform.worker;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.store.AttemptKey;

/**
 * What this process runs, and which tries it is busy with: a repeated claim must never be
 * mistaken for the claim of another thread here.
 */
final class RunningAttempts {

	private final Set<Try> busy = ConcurrentHashMap.newKeySet();

	private final Map<AttemptKey, Attempt> attempts = new ConcurrentHashMap<>();

	boolean reserve(UUID id, int tryCount) {
		return this.busy.add(new Try(id, tryCount));
	}

	boolean isReserved(UUID id, int tryCount) {
		return this.busy.contains(new Try(id, tryCount));
	}

	void free(UUID id, int tryCount) {
		this.busy.remove(new Try(id, tryCount));
	}

	void add(Attempt attempt) {
		this.attempts.put(attempt.key(), attempt);
	}

	void remove(Attempt attempt) {
		this.attempts.remove(attempt.key());
	}

	Collection<Attempt> all() {
		return this.attempts.values();
	}

	void cancel(AttemptKey key) {
		Attempt attempt = this.attempts.get(key);
		if (attempt != null) {
			attempt.interrupt(Interruption.CANCELLED);
		}
	}

	private record Try(UUID id, int tryCount) {

	}

}
