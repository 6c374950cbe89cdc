package io.computeplatform.internal.worker;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.internal.attempt.AttemptMonitor;
import io.computeplatform.internal.broker.JobMessage;
import io.computeplatform.internal.outbox.RelayTrigger;
import io.computeplatform.internal.store.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Jobs whose row was locked by a transaction of the application when their message
 * arrived. The message is acknowledged, so that it does not block others. When the row is
 * unlocked, the message is made pending again. If the process dies before, the relay
 * detects the message as lost. Thread-safe.
 */
final class LockedJobs implements SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(LockedJobs.class);

	private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

	private static final Duration WARN_INTERVAL = Duration.ofSeconds(5);

	/**
	 * The relay detects the messages of further jobs as lost.
	 */
	private static final int MAX_JOBS = 10_000;

	private final Outbox outbox;

	private final RelayTrigger relayTrigger;

	private final Map<UUID, Integer> tries = new ConcurrentHashMap<>();

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private long warnAt;

	private volatile boolean running;

	LockedJobs(Outbox outbox, RelayTrigger relayTrigger) {
		this.outbox = outbox;
		this.relayTrigger = relayTrigger;
		this.scheduler.setThreadNamePrefix("compute-locked-");
		this.scheduler.setDaemon(true);
	}

	/**
	 * Adds the job of a message that is going to be acknowledged.
	 */
	void add(JobMessage message) {
		if (this.tries.size() < MAX_JOBS) {
			this.tries.put(message.id(), message.tryCount());
		}
	}

	private void look() {
		if (this.tries.isEmpty()) {
			this.warnAt = System.nanoTime() + WARN_INTERVAL.toNanos();
			return;
		}
		Map<UUID, Integer> looked = Map.copyOf(this.tries);
		try {
			var held = this.outbox.resend(looked);
			looked.forEach((id, tryCount) -> {
				if (!held.contains(id)) {
					this.tries.remove(id, tryCount);
				}
			});
			if (held.size() < looked.size()) {
				this.relayTrigger.afterCommit(Duration.ZERO);
			}
			warnIfLong();
		}
		catch (DataAccessException | TransactionException ex) {
			LOG.warn("Failed to look up jobs whose rows were locked; retrying in the next " + "cycle: {}",
					ex.getMessage());
		}
	}

	private void warnIfLong() {
		if (!this.tries.isEmpty() && System.nanoTime() - this.warnAt > 0) {
			LOG.warn(
					"{} queued jobs can't start because other transactions hold locks on "
							+ "their rows, among them job {}",
					this.tries.size(), this.tries.keySet().iterator().next());
			this.warnAt = System.nanoTime() + WARN_INTERVAL.toNanos();
		}
	}

	@Override
	public void start() {
		this.warnAt = System.nanoTime() + WARN_INTERVAL.toNanos();
		this.scheduler.initialize();
		this.scheduler.scheduleWithFixedDelay(this::look, LOOK_INTERVAL);
		this.running = true;
	}

	@Override
	public void stop() {
		this.scheduler.shutdown();
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return AttemptMonitor.PHASE;
	}

}
