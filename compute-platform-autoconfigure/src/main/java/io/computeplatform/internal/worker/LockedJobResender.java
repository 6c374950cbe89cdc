package io.computeplatform.internal.worker;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.internal.broker.JobMessage;
import io.computeplatform.internal.outbox.RelayTrigger;
import io.computeplatform.internal.store.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes again the messages of jobs whose row was locked by a transaction of the
 * application when their message arrived. The message is acknowledged, so that it does
 * not block others. When the row is unlocked, the message is made pending again. If the
 * process dies before, the relay detects the message as lost. Thread-safe.
 */
final class LockedJobResender implements Runnable {

	private static final Logger LOG = LoggerFactory.getLogger(LockedJobResender.class);

	static final Duration INTERVAL = Duration.ofMillis(200);

	private static final Duration WARN_INTERVAL = Duration.ofSeconds(5);

	/**
	 * The relay detects the messages of further jobs as lost.
	 */
	private static final int MAX_JOBS = 10_000;

	private final Outbox outbox;

	private final RelayTrigger relayTrigger;

	private final Map<UUID, Integer> tryCounts = new ConcurrentHashMap<>();

	private long warnAt = System.nanoTime() + WARN_INTERVAL.toNanos();

	LockedJobResender(Outbox outbox, RelayTrigger relayTrigger) {
		this.outbox = outbox;
		this.relayTrigger = relayTrigger;
	}

	/**
	 * Adds the job of a message that is going to be acknowledged.
	 */
	void add(JobMessage message) {
		if (this.tryCounts.size() < MAX_JOBS) {
			this.tryCounts.put(message.id(), message.tryCount());
		}
	}

	@Override
	public void run() {
		if (this.tryCounts.isEmpty()) {
			this.warnAt = System.nanoTime() + WARN_INTERVAL.toNanos();
			return;
		}
		Map<UUID, Integer> snapshot = Map.copyOf(this.tryCounts);
		var stillLocked = this.outbox.resend(snapshot);
		snapshot.forEach((id, tryCount) -> {
			if (!stillLocked.contains(id)) {
				this.tryCounts.remove(id, tryCount);
			}
		});
		if (stillLocked.size() < snapshot.size()) {
			this.relayTrigger.afterCommit(Duration.ZERO);
		}
		warnIfLong();
	}

	private void warnIfLong() {
		if (!this.tryCounts.isEmpty() && System.nanoTime() - this.warnAt > 0) {
			LOG.warn(
					"{} queued jobs can't start because other transactions hold locks on "
							+ "their rows, among them job {}",
					this.tryCounts.size(), this.tryCounts.keySet().iterator().next());
			this.warnAt = System.nanoTime() + WARN_INTERVAL.toNanos();
		}
	}

}
