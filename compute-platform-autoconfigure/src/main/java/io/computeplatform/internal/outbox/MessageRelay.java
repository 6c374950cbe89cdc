package io.computeplatform.internal.outbox;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.computeplatform.internal.broker.QueueTopology;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.Outbox;
import io.computeplatform.internal.store.Outbox.NextDue;
import io.computeplatform.internal.store.OutboxMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes pending messages that are due, in batches, and makes lost messages pending
 * again.
 */
final class MessageRelay {

	private static final Logger LOG = LoggerFactory.getLogger(MessageRelay.class);

	private static final Duration PAUSE_FOR_OTHERS = Duration.ofMillis(200);

	private static final Duration PAUSE_FOR_BROKER = Duration.ofSeconds(1);

	/**
	 * For transactions that commit later than they say.
	 */
	private static final Duration OVERLAP = Duration.ofSeconds(2);

	private static final int POLLS_PER_FULL_LOOK = 12;

	private final JobQueues queues;

	private final Outbox outbox;

	private final OutboxPublisher outboxPublisher;

	private final QueueTopology topology;

	private final int batchSize;

	private final Duration grace;

	private final Duration fullLookInterval;

	private volatile long fullLookNanos;

	/**
	 * No message was due before.
	 */
	private volatile OffsetDateTime lookedUntil = Outbox.BEGINNING;

	MessageRelay(JobQueues queues, Outbox outbox, OutboxPublisher outboxPublisher, QueueTopology topology,
			int batchSize, Duration pollInterval, Duration grace) {
		this.queues = queues;
		this.outbox = outbox;
		this.outboxPublisher = outboxPublisher;
		this.topology = topology;
		this.batchSize = batchSize;
		this.grace = grace;
		this.fullLookInterval = pollInterval.multipliedBy(POLLS_PER_FULL_LOOK);
		this.fullLookNanos = System.nanoTime() - this.fullLookInterval.toNanos();
	}

	/**
	 * Publishes all messages that are due, as long as the broker confirms them. Claims
	 * none while the broker can't be reached, because each would wait for its grace. Most
	 * looks begin where the previous one ended; a full one finds what was committed late.
	 * @return time until the next message is due, if known
	 */
	Optional<Duration> sendDue() {
		if (!this.outboxPublisher.isBrokerReachable()) {
			return Optional.of(PAUSE_FOR_BROKER);
		}
		long now = System.nanoTime();
		boolean full = now - this.fullLookNanos >= this.fullLookInterval.toNanos();
		OffsetDateTime since = full ? Outbox.BEGINNING : this.lookedUntil;
		List<OutboxMessage> batch;
		do {
			batch = this.outbox.claimDue(this.queues.names(), this.batchSize, this.grace, since);
		}
		while (!batch.isEmpty() && publishBatch(batch));
		if (!batch.isEmpty()) {
			return Optional.empty();
		}
		NextDue next = this.outbox.nextDue(this.queues.names(), since);
		this.lookedUntil = next.noneBefore().minus(OVERLAP);
		if (full) {
			this.fullLookNanos = now;
		}
		// Messages that are due and were not claimed are locked by another instance.
		return next.in().map((in) -> in.isZero() ? PAUSE_FOR_OTHERS : in);
	}

	private boolean publishBatch(List<OutboxMessage> batch) {
		AtomicBoolean confirmed = new AtomicBoolean(true);
		CompletableFuture
			.allOf(batch.stream().map((message) -> send(message, confirmed)).toArray(CompletableFuture[]::new))
			.join();
		this.outboxPublisher.awaitMarked();
		if (!confirmed.get()) {
			LOG.warn("Not all of {} pending messages were confirmed; retrying after {}", batch.size(), this.grace);
		}
		return confirmed.get();
	}

	private CompletableFuture<@Nullable Void> send(OutboxMessage message, AtomicBoolean confirmed) {
		return publish(message).exceptionally((failure) -> {
			confirmed.set(false);
			return null;
		});
	}

	private CompletableFuture<@Nullable Void> publish(OutboxMessage message) {
		try {
			return this.outboxPublisher.publish(message);
		}
		catch (Throwable ex) {
			// A message that can't be published, for example because it does not fit into
			// memory twice, must not block the others of its batch.
			LOG.error("Failed to publish the message of job {}; retrying after {}", message.id(), this.grace, ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Finds messages that the broker has confirmed and no longer has.
	 */
	void findLost() {
		for (String name : this.outbox.waiting(this.queues.names(), this.grace)) {
			JobQueue queue = this.queues.get(name);
			int lost = this.outbox.resendOvertaken(name, this.topology.isEmpty(queue), this.grace, this.batchSize);
			if (lost > 0) {
				LOG.info("{} messages of queue '{}' were overtaken; publishing them again", lost, name);
			}
		}
	}

}
