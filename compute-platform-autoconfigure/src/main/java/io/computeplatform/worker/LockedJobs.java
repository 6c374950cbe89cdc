package io.computeplatform.worker;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.broker.WakeUp;
import io.computeplatform.dispatch.OwedLater;
import io.computeplatform.store.OwedMessages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Jobs whose message has come while a transaction of the application held their row. The
 * message is acknowledged, so that it holds up no other; once the row is free the job
 * owes its message again. If the process dies before, the relay finds that the message is
 * lost. Thread-safe.
 */
final class LockedJobs implements SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(LockedJobs.class);

	private static final Duration LOOK_INTERVAL = Duration.ofMillis(200);

	private static final Duration WARN_INTERVAL = Duration.ofSeconds(5);

	/** What is beyond it, the relay finds. */
	private static final int MAX_JOBS = 10_000;

	private final OwedMessages owedMessages;

	private final OwedLater owedLater;

	private final Map<UUID, Integer> tries = new ConcurrentHashMap<>();

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private long warnAt;

	private volatile boolean running;

	LockedJobs(OwedMessages owedMessages, OwedLater owedLater) {
		this.owedMessages = owedMessages;
		this.owedLater = owedLater;
		this.scheduler.setThreadNamePrefix("compute-locked-");
		this.scheduler.setDaemon(true);
	}

	/**
	 * Takes over a message that is going to be acknowledged.
	 */
	void add(WakeUp message) {
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
			var held = this.owedMessages.oweAgain(looked);
			looked.forEach((id, tryCount) -> {
				if (!held.contains(id)) {
					this.tries.remove(id, tryCount);
				}
			});
			if (held.size() < looked.size()) {
				this.owedLater.afterCommit(Duration.ZERO);
			}
			warnIfLong();
		}
		catch (DataAccessException | TransactionException ex) {
			LOG.warn("Jobs whose rows were locked could not be looked up; the next look does: {}", ex.getMessage());
		}
	}

	private void warnIfLong() {
		if (!this.tries.isEmpty() && System.nanoTime() - this.warnAt > 0) {
			LOG.warn("{} queued jobs can't start because other transactions hold their rows, among them job {}",
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
		return AttemptWatch.PHASE;
	}

}
