package io.computeplatform.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

import io.computeplatform.JobFailure;
import io.computeplatform.JobStatus;
import io.computeplatform.broker.DeadLetters;
import io.computeplatform.broker.JobPublisher;
import io.computeplatform.broker.MessageOrigin;
import io.computeplatform.broker.QueueTopology;
import io.computeplatform.broker.WakeUp;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.Database;
import io.computeplatform.store.OwedMessage;
import io.computeplatform.store.OwedMessages;
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
 * Publishes on the broker and marks what it confirmed, many with one statement. A job
 * that a worker claims before it is marked needs no mark.
 */
final class PublishingDispatcher implements Dispatcher, SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger(PublishingDispatcher.class);

	/** A job that is claimed within it costs no mark. */
	private static final Duration LONGEST_MARK_INTERVAL = Duration.ofSeconds(1);

	private static final Duration RESTORE_INTERVAL = Duration.ofSeconds(1);

	private static final int MAX_MARKS = 100_000;

	private static final int MARK_BATCH = 1_000;

	private static final int LAST_MARKS_SECONDS = 5;

	private final Database database;

	private final JobQueues queues;

	private final QueueTopology topology;

	private final JobPublisher publisher;

	private final OwedMessages owedMessages;

	private final MessageOrigin origin;

	private final Duration grace;

	private final Duration markInterval;

	private final BlockingQueue<OwedMessage> confirmed = new LinkedBlockingQueue<>(MAX_MARKS);

	private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();

	private volatile boolean running;

	PublishingDispatcher(Database database, JobQueues queues, QueueTopology topology, JobPublisher publisher,
			OwedMessages owedMessages, MessageOrigin origin, Duration grace) {
		this.database = database;
		this.queues = queues;
		this.topology = topology;
		this.publisher = publisher;
		this.owedMessages = owedMessages;
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
	public void dispatchAfterCommit(Collection<OwedMessage> messages) {
		if (messages.isEmpty()) {
			return;
		}
		UUID database = this.database.isSameForAll() ? this.origin.database() : this.database.identity();
		long submitted = System.nanoTime();
		this.database.aroundCommit(() -> {
			if (System.nanoTime() - submitted > this.grace.toNanos() / 4) {
				// The relay must not send them too, the moment they can be seen.
				this.owedMessages.postpone(messages, this.grace);
			}
		}, () -> messages.forEach((message) -> dispatch(message, database)));
	}

	@Override
	public CompletableFuture<@Nullable Void> dispatch(OwedMessage message) {
		return dispatch(message, this.origin.database());
	}

	private CompletableFuture<@Nullable Void> dispatch(OwedMessage message, UUID database) {
		JobQueue queue = this.queues.get(message.queue());
		CompletableFuture<@Nullable Void> published = (message.status() == JobStatus.FAILED)
				? this.publisher.publish(queue.deadLetterRoutingKey(), deadLetter(message, database))
				: this.publisher.publish(queue.routingKey(), wakeUp(message, database));
		// Payloads are not to wait for confirms and marks.
		OwedMessage sent = message.withoutContent();
		return published.whenComplete((nothing, failure) -> {
			if (failure != null) {
				LOG.debug("Message of job {} was not confirmed; it is still pending", sent.id(), failure);
			}
			else if (database.equals(this.origin.database()) && !this.confirmed.offer(sent)) {
				LOG.debug("Message of job {} is not marked as sent; it will be sent again", sent.id());
			}
		});
	}

	private static Message wakeUp(OwedMessage message, UUID database) {
		return new WakeUp(message.id(), message.tryCount(), message.publishedAt(), database).toMessage(message.type());
	}

	private static Message deadLetter(OwedMessage message, UUID database) {
		String payload = Objects.requireNonNull(message.payload());
		JobFailure failure = Objects.requireNonNull(message.failure());
		return DeadLetters.ofJob(message.id(), message.queue(), message.type(), message.tryCount(), payload, failure,
				database);
	}

	private void restoreQueues() {
		if (!this.publisher.wasQueueMissing()) {
			return;
		}
		try {
			LOG.warn("A message came back because its queue is gone; the queues are declared again");
			this.topology.restore();
		}
		catch (AmqpException ex) {
			LOG.warn("The queues could not be declared; the next message that comes back tries again", ex);
		}
	}

	@Override
	public void catchUp() {
		if (this.confirmed.size() > MARK_BATCH) {
			mark();
		}
	}

	private synchronized void mark() {
		List<OwedMessage> batch = new ArrayList<>();
		List<OwedMessage> later = new ArrayList<>();
		while (this.confirmed.drainTo(batch, MARK_BATCH) > 0) {
			try {
				later.addAll(this.owedMessages.markSent(batch));
			}
			catch (DataAccessException | TransactionException ex) {
				later.addAll(batch);
				LOG.warn("Confirmed messages could not be marked yet: {}", ex.getMessage());
				break;
			}
			batch.clear();
		}
		// What does not fit back is sent once more, and dropped by its claim.
		later.forEach(this.confirmed::offer);
	}

	@Override
	public void start() {
		this.scheduler.initialize();
		this.scheduler.scheduleWithFixedDelay(this::mark, this.markInterval);
		this.scheduler.scheduleWithFixedDelay(this::restoreQueues, RESTORE_INTERVAL);
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		// On a daemon thread: whoever stops does not wait longer for a database that
		// stalls.
		this.scheduler.execute(this::mark);
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
