package io.computeplatform.reconcile;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

import io.computeplatform.FailureReason;
import io.computeplatform.broker.BrokerQueues;
import io.computeplatform.broker.DeadLetterReader;
import io.computeplatform.broker.DeadLetterReader.Found;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.DeadLetterRows;
import io.computeplatform.store.RejectedRows;
import io.computeplatform.store.RejectedRows.Mark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpException;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Removes dead letters whose job has moved on, or whose rejected message was settled.
 * Looks at letters only where there are more of them than failed jobs that have one, and
 * not again because of those that it had to leave, or where a message was settled since.
 * Each letter is looked up after it was taken, in a transaction of its own batch: a job
 * that fails meanwhile keeps its letter. A process that dies leaves all letters that it
 * held to the broker, in their places.
 */
final class StaleLetterSweep implements SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(StaleLetterSweep.class);

	/**
	 * Letters that are held at once, in seconds.
	 */
	static final long MAX_HELD = 100_000;

	private final JobQueues queues;

	private final BrokerQueues broker;

	private final DeadLetterReader letters;

	private final DeadLetterRows rows;

	private final RejectedRows rejected;

	private final Duration interval;

	/**
	 * How many letters more than expected were left in a queue.
	 */
	private final Map<String, Long> left = new HashMap<>();

	/**
	 * How many rejected messages of a queue were settled when their letters were looked
	 * for.
	 */
	private final Map<String, Mark> settled = new HashMap<>();

	private boolean answered = true;

	private volatile ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private volatile boolean running;

	StaleLetterSweep(JobQueues queues, BrokerQueues broker, DeadLetterReader letters, DeadLetterRows rows,
			RejectedRows rejected, Duration interval) {
		this.queues = queues;
		this.broker = broker;
		this.letters = letters;
		this.rows = rows;
		this.rejected = rejected;
		this.interval = interval;
	}

	void run() {
		try {
			this.queues.all().forEach(this::sweep);
			this.answered = true;
		}
		catch (AmqpException | DataAccessException | TransactionException ex) {
			if (this.answered) {
				LOG.warn("Stale dead letters could not be removed; tried again every {}: {}", this.interval,
						ex.getMessage());
			}
			this.answered = false;
		}
	}

	private void sweep(JobQueue queue) {
		long found = this.broker.look(queue.deadLetterRoutingKey()).map(BrokerQueues.Figures::ready).orElse(0L);
		long excess = (found > 0) ? found - this.rows.countSent(queue.name(), found) : 0;
		Mark mark = (found > 0) ? this.rejected.settledMark(queue.name()) : Mark.NONE;
		boolean isSettledAnew = mark.messages() > 0 && !mark.equals(this.settled.get(queue.name()));
		if (excess <= this.left.getOrDefault(queue.name(), 0L) && !isSettledAnew) {
			this.left.put(queue.name(), Math.max(0, excess));
			return;
		}
		Set<Object> seen = new HashSet<>();
		List<Long> removed = new ArrayList<>();
		this.letters.walk(queue, MAX_HELD, (batch) -> {
			List<Long> stale = stale(queue, batch, seen);
			removed.addAll(stale);
			return stale;
		});
		this.left.put(queue.name(), Math.max(0, excess - removed.size()));
		this.settled.put(queue.name(), mark);
		if (!removed.isEmpty()) {
			LOG.info("{} stale dead letters of queue '{}' were removed", removed.size(), queue.name());
		}
	}

	private List<Long> stale(JobQueue queue, List<Found> batch, Set<Object> seen) {
		List<Found> ours = batch.stream()
			.filter((letter) -> letter.jobId() != null && letter.reason() != FailureReason.REJECTED_MESSAGE)
			.toList();
		List<Boolean> isStale = this.rows.areStale(queue.name(), ours.stream().map(StaleLetterSweep::id).toList(),
				ours.stream().map(Found::tryCount).toList());
		List<Long> stale = new ArrayList<>();
		for (int i = 0; i < ours.size(); i++) {
			Found letter = ours.get(i);
			if (isStale.get(i) || !seen.add(List.of(id(letter), letter.tryCount()))) {
				stale.add(letter.tag());
			}
		}
		stale.addAll(ofSettled(batch, this.rejected));
		return stale;
	}

	/**
	 * Letters of rejected messages that somebody has moved back or discarded. A letter
	 * that names no row, or one that is not known, is none of them.
	 */
	static List<Long> ofSettled(List<Found> batch, RejectedRows rejected) {
		Set<Long> settled = rejected
			.settled(batch.stream().map(Found::rejectedId).filter(Objects::nonNull).distinct().toList());
		return batch.stream()
			.filter((letter) -> letter.rejectedId() != null && settled.contains(letter.rejectedId()))
			.map(Found::tag)
			.toList();
	}

	private static UUID id(Found letter) {
		return Objects.requireNonNull(letter.jobId()).value();
	}

	@Override
	public void start() {
		ThreadPoolTaskScheduler fresh = new ThreadPoolTaskScheduler();
		fresh.setThreadNamePrefix("compute-sweep-");
		fresh.setDaemon(true);
		fresh.initialize();
		fresh.scheduleWithFixedDelay(this::run, fresh.getClock().instant().plus(this.interval), this.interval);
		this.scheduler = fresh;
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		this.scheduler.shutdown();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

}
