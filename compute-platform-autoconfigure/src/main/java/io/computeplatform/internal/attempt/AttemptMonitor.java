package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.internal.store.AttemptKey;
import io.computeplatform.internal.store.AttemptRows;
import io.computeplatform.internal.store.AttemptRows.UnfinishedAttempt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interrupts attempts that time out or are cancelled, and takes over those that do not
 * end. Completes attempts of this worker that no thread runs. Records up to which publish
 * time the messages of each queue were delivered. Internal, thread-safe.
 */
public final class AttemptMonitor {

	public static final int PHASE = Lease.PHASE + 100;

	public static final Duration TICK = Duration.ofMillis(100);

	public static final Duration POLL = Duration.ofMillis(500);

	private static final Logger LOG = LoggerFactory.getLogger(AttemptMonitor.class);

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

	private int idlePolls;

	private volatile boolean checkRequested;

	public AttemptMonitor(RunningAttempts running, AttemptRows rows, Lease lease, Runnable onPoll,
			AttemptCompleter completer, Duration interruptGrace, DetachedCompletions detachedCompletions) {
		this.running = running;
		this.rows = rows;
		this.lease = lease;
		this.onPoll = onPoll;
		this.completer = completer;
		this.interruptGrace = interruptGrace;
		this.detachedCompletions = detachedCompletions;
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
		this.checkRequested = true;
	}

	/**
	 * Interrupts attempts that are overdue or whose lease was lost, and takes over those
	 * that do not end. Runs apart from {@link #poll}, because the database may stall.
	 */
	public void tick() {
		for (Attempt attempt : this.running.all()) {
			if (!attempt.claim().worker().equals(this.lease.worker())) {
				attempt.interrupt(StopReason.LEASE_LOST);
			}
			if (attempt.isOverdue()) {
				attempt.interrupt(StopReason.TIMED_OUT);
			}
			if (attempt.takeOver(this.interruptGrace)) {
				LOG.warn(
						"Attempt {} of job {} in queue '{}' does not end after its interrupt ({}); "
								+ "its outcome is recorded without its thread, which stays busy",
						attempt.claim().tryNumber(), attempt.claim().id(), attempt.claim().queue(),
						attempt.stopReason());
				this.detachedCompletions.start(attempt);
			}
		}
	}

	/**
	 * Checks the attempts of this worker in the database, and records deliveries.
	 */
	public void poll() {
		this.onPoll.run();
		if (this.checkRequested || !this.running.isIdle() || this.idlePolls++ >= IDLE_POLLS) {
			this.checkRequested = false;
			this.idlePolls = 0;
			List<UnfinishedAttempt> unfinished = this.rows.unfinished(this.lease.worker());
			// Before running ones end and others start instead.
			unfinished.stream()
				.filter((row) -> row.cancelRequested() && !this.running.isStarted(row.attempt()))
				.forEach((row) -> this.running.cancel(row.attempt()));
			unfinished.forEach(this::checkAlone);
		}
		this.delivered.forEach((queue, publishedAt) -> {
			this.rows.delivered(queue, publishedAt);
			this.delivered.remove(queue, publishedAt);
		});
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

}
