package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.internal.store.AttemptKey;
import io.computeplatform.internal.store.AttemptRows;
import io.computeplatform.internal.store.AttemptRows.UnfinishedAttempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Interrupts attempts that time out or are cancelled, and takes over those that do not
 * end. Completes attempts of this worker that no thread runs. Records up to which publish
 * time the messages of each queue were delivered. Internal, thread-safe.
 */
public final class AttemptMonitor implements SmartLifecycle {

	public static final int PHASE = Lease.PHASE + 100;

	private static final Logger LOG = LoggerFactory.getLogger(AttemptMonitor.class);

	private static final Duration TICK = Duration.ofMillis(100);

	private static final Duration POLL = Duration.ofMillis(500);

	/**
	 * Number of polls without a query, while no attempt is known.
	 */
	private static final int IDLE_POLLS = 10;

	private final RunningAttempts running;

	private final AttemptRows rows;

	private final Lease lease;

	private final Runnable onPoll;

	private final AttemptCompleter completer;

	private final Duration interruptGrace;

	private final DetachedCompletions detachedCompletions;

	private final Map<String, OffsetDateTime> delivered = new ConcurrentHashMap<>();

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private int pollsWithoutLook;

	private volatile boolean suspicious;

	private volatile boolean active;

	public AttemptMonitor(RunningAttempts running, AttemptRows rows, Lease lease, Runnable onPoll,
			AttemptCompleter completer, Duration interruptGrace, DetachedCompletions detachedCompletions) {
		this.running = running;
		this.rows = rows;
		this.lease = lease;
		this.onPoll = onPoll;
		this.completer = completer;
		this.interruptGrace = interruptGrace;
		this.detachedCompletions = detachedCompletions;
		this.scheduler.setPoolSize(2);
		this.scheduler.setThreadNamePrefix("compute-watch-");
		this.scheduler.setDaemon(true);
	}

	/**
	 * Records that the job of a message was claimed.
	 */
	public void delivered(String queue, OffsetDateTime publishedAt) {
		this.delivered.merge(queue, publishedAt, (known, now) -> now.isAfter(known) ? now : known);
	}

	/**
	 * Requests a query after an unexpected failure: an attempt may be claimed that no
	 * thread runs.
	 */
	public void requestCheck() {
		this.suspicious = true;
	}

	private void tick() {
		for (Attempt attempt : this.running.all()) {
			if (!attempt.claim().worker().equals(this.lease.worker())) {
				attempt.interrupt(StopReason.LEASE_LOST);
			}
			if (attempt.isOverdue()) {
				attempt.interrupt(StopReason.TIMED_OUT);
			}
			if (attempt.takeOver(this.interruptGrace)) {
				LOG.warn(
						"Try {} of job {} in queue '{}' does not end after its interrupt ({}); "
								+ "its outcome is recorded without its thread, which stays busy",
						attempt.claim().tryNumber(), attempt.claim().id(), attempt.claim().queue(),
						attempt.stopReason());
				this.detachedCompletions.start(attempt);
			}
		}
	}

	private void poll() {
		try {
			this.onPoll.run();
			if (this.suspicious || !this.running.isIdle() || this.pollsWithoutLook++ >= IDLE_POLLS) {
				this.suspicious = false;
				this.pollsWithoutLook = 0;
				this.rows.unfinished(this.lease.worker()).forEach(this::checkAlone);
			}
			this.delivered.forEach((queue, publishedAt) -> {
				this.rows.delivered(queue, publishedAt);
				this.delivered.remove(queue, publishedAt);
			});
		}
		catch (DataAccessException | TransactionException ex) {
			LOG.warn("Failed to look up the attempts of this worker; retrying in the next " + "cycle: {}",
					ex.getMessage());
		}
	}

	private void checkAlone(UnfinishedAttempt row) {
		try {
			check(row);
		}
		catch (Throwable ex) {
			// A failure with one job must not stop the others.
			LOG.warn("Failed to check the attempt of job {}; retrying in the next cycle", row.attempt().id(), ex);
		}
	}

	private void check(UnfinishedAttempt row) {
		AttemptKey attempt = row.attempt();
		if (row.cancelRequested()) {
			this.running.cancel(attempt);
		}
		if (!this.running.isReserved(attempt.id(), attempt.tryNumber() - 1)) {
			// The attempt is claimed by this worker, and no thread runs it, because of an
			// unexpected failure. The lease is still renewed, so no other instance would
			// recover it.
			this.completer.completeOrphan(row);
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
