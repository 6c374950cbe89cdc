package io.computeplatform.relay;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;

import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.dispatch.OwedLater;
import org.jspecify.annotations.Nullable;
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

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

	private final MessageRelay relay;

	private final OrphanRecovery orphans;

	private final OwedLater owedLater;

	private final Duration pollInterval;

	private final Duration grace;

	private final Duration leaseDuration;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private @Nullable ScheduledFuture<?> planned;

	private long plannedAt;

	private volatile boolean running;

	RelayCycle(MessageRelay relay, OrphanRecovery orphans, OwedLater owedLater, Duration pollInterval, Duration grace,
			Duration leaseDuration) {
		this.relay = relay;
		this.orphans = orphans;
		this.owedLater = owedLater;
		this.pollInterval = pollInterval;
		this.grace = grace;
		this.leaseDuration = leaseDuration;
		this.scheduler.setPoolSize(2);
		this.scheduler.setThreadNamePrefix("compute-relay-");
		this.scheduler.setDaemon(true);
	}

	private void sendDue() {
		synchronized (this) {
			this.planned = null;
		}
		Optional<Duration> next = Optional.empty();
		try {
			next = attempt("send owed messages", this.relay::sendDue, next);
		}
		finally {
			plan(next.orElse(this.pollInterval));
		}
	}

	/**
	 * Has owed messages sent after a time, if that is not to happen before.
	 */
	private synchronized void plan(Duration in) {
		// Many that are due one after the other are sent together.
		Duration wait = (in.compareTo(SHORTEST_PAUSE) < 0) ? SHORTEST_PAUSE
				: (in.compareTo(this.pollInterval) > 0) ? this.pollInterval : in;
		long at = System.nanoTime() + wait.toNanos();
		if (this.running && (this.planned == null || at - this.plannedAt < 0)) {
			if (this.planned != null) {
				this.planned.cancel(false);
			}
			this.planned = this.scheduler.schedule(this::sendDue, Instant.now().plus(wait));
			this.plannedAt = at;
		}
	}

	private void recoverOrphans() {
		attempt("recover the jobs of lost workers", this.orphans::run);
	}

	private static void attempt(String what, Runnable work) {
		attempt(what, () -> {
			work.run();
			return true;
		}, false);
	}

	private static <T> T attempt(String what, Supplier<T> work, T otherwise) {
		try {
			return work.get();
		}
		catch (DataAccessException | TransactionException | AmqpException ex) {
			LOG.warn("Could not {}; the next round tries again: {}", what, ex.getMessage());
			return otherwise;
		}
		catch (Throwable ex) {
			LOG.error("Could not {}; the next round tries again", what, ex);
			return otherwise;
		}
	}

	@Override
	public void start() {
		this.scheduler.initialize();
		this.scheduler.scheduleWithFixedDelay(() -> attempt("look for lost messages", this.relay::findLost),
				this.grace);
		Duration partOfLease = this.leaseDuration.dividedBy(4);
		this.scheduler.scheduleWithFixedDelay(this::recoverOrphans,
				(this.pollInterval.compareTo(partOfLease) < 0) ? this.pollInterval : partOfLease);
		synchronized (this) {
			this.planned = null;
			this.running = true;
		}
		plan(Duration.ZERO);
		this.owedLater.tell(this::plan);
	}

	@Override
	public void stop() {
		synchronized (this) {
			this.running = false;
		}
		this.scheduler.shutdown();
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
