package io.computeplatform.internal.outbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

import io.computeplatform.JobFailure;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.broker.DeadLetters;
import io.computeplatform.internal.broker.JobMessage;
import io.computeplatform.internal.broker.JobPublisher;
import io.computeplatform.internal.broker.MessageOrigin;
import io.computeplatform.internal.broker.QueueTopology;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.Outbox;
import io.computeplatform.internal.store.OutboxMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.transaction.TransactionException;

/**
 * Publishes to the broker and marks confirmed messages, many with one statement. A job
 * that a worker claims before needs no mark.
 */
final class ConfirmingOutboxPublisher implements OutboxPublisher, SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(ConfirmingOutboxPublisher.class);

	/**
	 * A job that is claimed within this interval needs no mark.
	 */
	private static final Duration LONGEST_MARK_INTERVAL = Duration.ofSeconds(1);

	private static final Duration RESTORE_INTERVAL = Duration.ofSeconds(1);

	private static final int MAX_MARKS = 100_000;

	private static final int MAX_UNSENT = 10_000;

	private static final int MARK_BATCH = 1_000;

	private static final int LAST_MARKS_SECONDS = 5;

	private final Database database;

	private final JobQueues queues;

	private final QueueTopology topology;

	private final JobPublisher publisher;

	private final Outbox outbox;

	private final MessageOrigin origin;

	private final Duration grace;

	private final Duration markInterval;

	private final RelayTrigger relayTrigger;

	private final BlockingQueue<OutboxMessage> confirmed = new LinkedBlockingQueue<>(MAX_MARKS);

	/**
	 * The newest messages for which there was no connection.
	 */
	private final BlockingQueue<Unsent> unsent = new LinkedBlockingQueue<>(MAX_UNSENT);

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private final AtomicBoolean running = new AtomicBoolean();

	ConfirmingOutboxPublisher(Database database, JobQueues queues, QueueTopology topology, JobPublisher publisher,
			Outbox outbox, RelayTrigger relayTrigger, MessageOrigin origin, Duration grace) {
		this.database = database;
		this.queues = queues;
		this.topology = topology;
		this.publisher = publisher;
		this.outbox = outbox;
		this.relayTrigger = relayTrigger;
		this.origin = origin;
		this.grace = grace;
		Duration early = grace.dividedBy(4);
		this.markInterval = (early.compareTo(LONGEST_MARK_INTERVAL) < 0) ? early : LONGEST_MARK_INTERVAL;
		this.scheduler.setThreadNamePrefix("compute-marks-");
		this.scheduler.setDaemon(true);
		this.scheduler.setWaitForTasksToCompleteOnShutdown(true);
		this.scheduler.setAwaitTerminationSeconds(LAST_MARKS_SECONDS);
	}

	@Override
	public void publishAfterCommit(Collection<OutboxMessage> messages) {
		if (messages.isEmpty()) {
			return;
		}
		UUID database = this.origin.callersDatabase();
		long submitted = System.nanoTime();
		this.database.aroundCommit(() -> {
			if (System.nanoTime() - submitted > this.grace.toNanos() / 4) {
				// Otherwise the relay would publish them too as soon as they are visible.
				this.outbox.postpone(messages, this.grace);
			}
		}, () -> messages.forEach((message) -> publish(message, database)));
	}

	@Override
	public CompletableFuture<@Nullable Void> publish(OutboxMessage message) {
		return publish(message, this.origin.database());
	}

	private CompletableFuture<@Nullable Void> publish(OutboxMessage message, UUID database) {
		JobQueue queue = this.queues.get(message.queue());
		CompletableFuture<@Nullable Void> published = (message.status() == JobStatus.FAILED)
				? this.publisher.publish(queue.deadLetterRoutingKey(), deadLetter(message, database))
				: this.publisher.publish(queue.routingKey(), jobMessage(message, database));
		// Payloads must not be kept in memory until confirms and marks.
		OutboxMessage sent = message.withoutContent();
		return published.whenComplete((nothing, failure) -> {
			if (failure != null) {
				LOG.debug("Message of job {} was not confirmed; it stays pending", sent.id(), failure);
				if (isWithoutConnection(failure) && sent.status() == JobStatus.QUEUED
						&& database.equals(this.origin.database())) {
					keep(new Unsent(sent, System.nanoTime()));
				}
			}
			else if (database.equals(this.origin.database()) && !this.confirmed.offer(sent)) {
				LOG.debug("Message of job {} is not marked as confirmed; it will be published again", sent.id());
			}
		});
	}

	private static Message jobMessage(OutboxMessage message, UUID database) {
		return new JobMessage(message.id(), message.tryCount(), message.publishedAt(), database)
			.toMessage(message.type());
	}

	private static Message deadLetter(OutboxMessage message, UUID database) {
		String payload = Objects.requireNonNull(message.payload());
		JobFailure failure = Objects.requireNonNull(message.failure());
		return DeadLetters.ofJob(message.id(), message.queue(), message.type(), message.tryCount(), payload, failure,
				database);
	}

	private void keep(Unsent message) {
		while (!this.unsent.offer(message)) {
			this.unsent.poll();
		}
	}

	private static boolean isWithoutConnection(Throwable failure) {
		return failure instanceof JobPublisher.NotPublishedException cause && cause.isWithoutConnection();
	}

	/**
	 * Has the relay publish what could not be sent, once the broker can be reached again,
	 * instead of after the grace. What has waited that long already is due anyway.
	 */
	private void resendUnsent() {
		if (this.unsent.isEmpty() || !this.publisher.isBrokerReachable()) {
			return;
		}
		List<Unsent> all = new ArrayList<>();
		this.unsent.drainTo(all);
		Map<UUID, Integer> tries = all.stream()
			.filter((message) -> message.age().compareTo(this.grace) < 0)
			.map(Unsent::message)
			.collect(Collectors.toMap(OutboxMessage::id, OutboxMessage::tryCount, Math::max));
		if (tries.isEmpty()) {
			return;
		}
		try {
			this.outbox.resend(tries);
			this.relayTrigger.afterCommit(Duration.ZERO);
		}
		catch (DataAccessException | TransactionException ex) {
			all.forEach(this::keep);
			LOG.warn("Failed to have unsent messages published early; retrying: {}", ex.getMessage());
		}
	}

	private void restoreQueues() {
		if (!this.publisher.wasQueueMissing()) {
			return;
		}
		try {
			LOG.warn("A message was returned because its queue does not exist; declaring the queues again");
			this.topology.restore();
		}
		catch (AmqpException ex) {
			LOG.warn("Failed to declare the queues; retrying after the next returned message", ex);
		}
	}

	@Override
	public void awaitMarked() {
		if (this.confirmed.size() > MARK_BATCH) {
			mark();
		}
	}

	private synchronized void mark() {
		List<OutboxMessage> batch = new ArrayList<>();
		List<OutboxMessage> later = new ArrayList<>();
		while (this.confirmed.drainTo(batch, MARK_BATCH) > 0) {
			try {
				later.addAll(this.outbox.markSent(batch));
			}
			catch (DataAccessException | TransactionException ex) {
				later.addAll(batch);
				LOG.warn("Failed to mark confirmed messages; retrying: {}", ex.getMessage());
				break;
			}
			batch.clear();
		}
		// Messages that exceed the capacity are published once more, and their claims
		// drop the duplicates.
		later.forEach(this.confirmed::offer);
	}

	@Override
	public boolean isBrokerReachable() {
		return this.publisher.isBrokerReachable();
	}

	@Override
	public void start() {
		if (!this.running.compareAndSet(false, true)) {
			return;
		}
		this.scheduler.initialize();
		this.scheduler.scheduleWithFixedDelay(this::mark, this.markInterval);
		this.scheduler.scheduleWithFixedDelay(this::restoreQueues, RESTORE_INTERVAL);
		this.scheduler.scheduleWithFixedDelay(this::resendUnsent, RESTORE_INTERVAL);
	}

	@Override
	public void stop() {
		this.running.set(false);
		// On a daemon thread: a stop must not wait for a database that stalls.
		this.scheduler.execute(this::mark);
		this.scheduler.shutdown();
	}

	@Override
	public boolean isRunning() {
		return this.running.get();
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * A message for which there was no connection.
	 *
	 * @param message the message
	 * @param since when that was, by {@link System#nanoTime()}
	 */
	private record Unsent(OutboxMessage message, long since) {

		Duration age() {
			return Duration.ofNanos(System.nanoTime() - this.since);
		}

	}

}
