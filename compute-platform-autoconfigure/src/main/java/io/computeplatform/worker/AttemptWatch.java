package io.computeplatform.worker;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.store.AttemptKey;
import io.computeplatform.store.AttemptRows;
import io.computeplatform.store.AttemptRows.Unsettled;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Interrupts attempts that take too long or are cancelled, settles those that do not heed
 * it or that no thread is at any more, and notes how far the queues were delivered.
 */
final class AttemptWatch implements SmartLifecycle {

	static final int PHASE = WorkerLease.PHASE + 100;

	private static final Logger LOG = LoggerFactory.getLogger(AttemptWatch.class);

	private static final Duration TICK = Duration.ofMillis(100);

	private static final Duration POLL = Duration.ofMillis(500);

	/** Polls that pass without a look for attempts, while none is known. */
	private static final int IDLE_POLLS = 10;

	private final RunningAttempts running;

	private final AttemptRows rows;

	private final WorkerLease lease;

	private final PausedQueues paused;

	private final Settlement settlement;

	private final Duration interruptGrace;

	private final TakeOvers takeOvers;

	private final Map<String, OffsetDateTime> delivered = new ConcurrentHashMap<>();

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private int pollsWithoutLook;

	private volatile boolean suspicious;

	private volatile boolean active;

	AttemptWatch(RunningAttempts running, AttemptRows rows, WorkerLease lease, PausedQueues paused,
			Settlement settlement, Duration interruptGrace, TakeOvers takeOvers) {
		this.running = running;
		this.rows = rows;
		this.lease = lease;
		this.paused = paused;
		this.settlement = settlement;
		this.interruptGrace = interruptGrace;
		this.takeOvers = takeOvers;
		this.scheduler.setPoolSize(2);
		this.scheduler.setThreadNamePrefix("compute-watch-");
		this.scheduler.setDaemon(true);
	}

	/**
	 * Notes that a message led to a claim.
	 */
	void delivered(String queue, OffsetDateTime publishedAt) {
		this.delivered.merge(queue, publishedAt, (known, now) -> now.isAfter(known) ? now : known);
	}

	/**
	 * Learns that something unforeseen happened to a message: what it claimed, nobody may
	 * be at.
	 */
	void suspect() {
		this.suspicious = true;
	}

	private void tick() {
		for (Attempt attempt : this.running.all()) {
			if (!attempt.claim().worker().equals(this.lease.worker())) {
				attempt.interrupt(Interruption.LEASE_LOST);
			}
			if (attempt.isOverdue()) {
				attempt.interrupt(Interruption.TIMED_OUT);
			}
			if (attempt.takeOver(this.interruptGrace)) {
				LOG.warn(
						"Try {} of job {} in queue '{}' was interrupted ({}) and does not end; it is settled without "
								+ "its thread, which stays busy",
						attempt.claim().tryNumber(), attempt.claim().id(), attempt.claim().queue(),
						attempt.interruption());
				this.takeOvers.settle(attempt);
			}
		}
	}

	private void poll() {
		try {
			this.paused.refresh();
			if (this.suspicious || !this.running.isIdle() || this.pollsWithoutLook++ >= IDLE_POLLS) {
				this.suspicious = false;
				this.pollsWithoutLook = 0;
				this.rows.unsettled(this.lease.worker()).forEach(this::checkAlone);
			}
			this.delivered.forEach((queue, publishedAt) -> {
				this.rows.delivered(queue, publishedAt);
				this.delivered.remove(queue, publishedAt);
			});
		}
		catch (DataAccessException | TransactionException ex) {
			LOG.warn("The attempts of this worker could not be looked up; the next round does: {}", ex.getMessage());
		}
	}

	private void checkAlone(Unsettled row) {
		try {
			check(row);
		}
		catch (Throwable ex) {
			// What one job carries must not stop the others.
			LOG.warn("The attempt of job {} could not be checked; the next round does", row.attempt().id(), ex);
		}
	}

	private void check(Unsettled row) {
		AttemptKey attempt = row.attempt();
		if (row.cancelRequested()) {
			this.running.cancel(attempt);
		}
		if (!this.running.isReserved(attempt.id(), attempt.tryNumber() - 1)) {
			// Claimed here, and no thread is at it any more: something unforeseen came
			// between. The lease is renewed all the same, so nobody else would settle it.
			this.settlement.abandon(row);
		}
	}

	@Override
	public void start() {
		this.scheduler.initialize();
		this.scheduler.scheduleWithFixedDelay(this::tick, TICK);
		this.scheduler.scheduleWithFixedDelay(this::poll, POLL);
		this.active = true;
	}

	@Override
	public void stop() {
		this.scheduler.shutdown();
		this.active = false;
	}

	@Override
	public boolean isRunning() {
		return this.active;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
