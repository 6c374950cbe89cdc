package io.computeplatform.internal.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;

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

	private static final int PHASE = OutboxPublisher.PHASE + 100;

	private static final Logger LOG = LoggerFactory.getLogger(RelayCycle.class);

	private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);

	private final MessageRelay relay;

	private final RelayTrigger relayTrigger;

	private final Duration pollInterval;

	private final Duration grace;

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private @Nullable ScheduledFuture<?> planned;

	private long plannedAt;

	private volatile boolean running;

	RelayCycle(MessageRelay relay, RelayTrigger relayTrigger, Duration pollInterval, Duration grace) {
		this.relay = relay;
		this.relayTrigger = relayTrigger;
		this.pollInterval = pollInterval;
		this.grace = grace;
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
			next = attempt("publish pending messages", this.relay::sendDue, next);
		}
		finally {
			plan(next.orElse(this.pollInterval));
		}
	}

	/**
	 * Schedules a publish of pending messages, unless an earlier one is scheduled.
	 */
	private synchronized void plan(Duration in) {
		// Messages that are due shortly after each other are published in one batch.
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
			LOG.warn("Failed to {}; retrying in the next cycle: {}", what, ex.getMessage());
			return otherwise;
		}
		catch (Throwable ex) {
			LOG.error("Failed to {}; retrying in the next cycle", what, ex);
			return otherwise;
		}
	}

	@Override
	public synchronized void start() {
		if (this.running) {
			return;
		}
		this.scheduler.initialize();
		this.scheduler.scheduleWithFixedDelay(() -> attempt("look for lost messages", this.relay::findLost),
				this.grace);
		this.planned = null;
		this.running = true;
		plan(Duration.ZERO);
		this.relayTrigger.setRelay(this::plan);
	}

	@Override
	public synchronized void stop() {
		this.running = false;
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
