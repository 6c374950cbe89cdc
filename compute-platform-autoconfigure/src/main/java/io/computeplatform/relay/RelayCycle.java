package io.computeplatform.relay;

import java.time.Duration;

import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.store.WorkerRows;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpException;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Runs the relay's work at its intervals, in any number of instances at once.
 */
final class RelayCycle implements SmartLifecycle {

	private static final int PHASE = Dispatcher.PHASE + 100;

	private static final Logger LOG = LoggerFactory.getLogger(RelayCycle.class);

	private static final Duration FORGET_INTERVAL = Duration.ofHours(1);

	private final MessageRelay relay;

	private final OrphanRecovery orphans;

	private final WorkerRows workers;

	private final Duration pollInterval;

	private final Duration grace;

	private final Duration leaseDuration;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private long inTouchSince = System.nanoTime();

	private long lastTouch = System.nanoTime();

	private volatile boolean running;

	RelayCycle(MessageRelay relay, OrphanRecovery orphans, WorkerRows workers, Duration pollInterval, Duration grace,
			Duration leaseDuration) {
		this.relay = relay;
		this.orphans = orphans;
		this.workers = workers;
		this.pollInterval = pollInterval;
		this.grace = grace;
		this.leaseDuration = leaseDuration;
		this.scheduler.setPoolSize(2);
		this.scheduler.setThreadNamePrefix("compute-relay-");
		this.scheduler.setDaemon(true);
	}

	private void recoverOrphans() {
		boolean reached = attempt("recover the jobs of lost workers", () -> {
			touch();
			// After an outage of the database every lease has lapsed. Workers that live
			// get the time to renew theirs before anybody is declared lost.
			if (System.nanoTime() - this.inTouchSince > this.leaseDuration.toNanos()) {
				this.orphans.run();
			}
		});
		if (!reached) {
			this.inTouchSince = System.nanoTime();
		}
	}

	private void touch() {
		long now = System.nanoTime();
		if (now - this.lastTouch > this.leaseDuration.toNanos() / 2) {
			this.inTouchSince = now;
		}
		this.lastTouch = now;
	}

	private static boolean attempt(String what, Runnable work) {
		try {
			work.run();
			return true;
		}
		catch (DataAccessException | TransactionException | AmqpException ex) {
			LOG.warn("Could not {}; the next round tries again: {}", what, ex.getMessage());
			return false;
		}
	}

	@Override
	public void start() {
		this.scheduler.initialize();
		this.inTouchSince = System.nanoTime();
		this.lastTouch = this.inTouchSince;
		this.scheduler.scheduleWithFixedDelay(() -> attempt("send owed messages", this.relay::sendDue),
				this.pollInterval);
		this.scheduler.scheduleWithFixedDelay(() -> attempt("look for lost messages", this.relay::findLost),
				this.grace);
		this.scheduler.scheduleWithFixedDelay(this::recoverOrphans, this.pollInterval);
		this.scheduler.scheduleWithFixedDelay(
				() -> attempt("delete old traces", () -> this.workers.forget(WorkerRows.KEEP_TRACES)), FORGET_INTERVAL);
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
		return PHASE;
	}

}
