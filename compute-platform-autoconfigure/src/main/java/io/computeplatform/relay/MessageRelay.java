package io.computeplatform.relay;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.computeplatform.broker.QueueTopology;
import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.OwedMessage;
import io.computeplatform.store.OwedMessages;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends due messages in batches, and lets jobs whose message was lost owe it again.
 */
final class MessageRelay {

	private static final Logger LOG = LoggerFactory.getLogger(MessageRelay.class);

	private static final Duration PAUSE_FOR_OTHERS = Duration.ofMillis(200);

	private final JobQueues queues;

	private final OwedMessages owedMessages;

	private final Dispatcher dispatcher;

	private final QueueTopology topology;

	private final int batchSize;

	private final Duration grace;

	MessageRelay(JobQueues queues, OwedMessages owedMessages, Dispatcher dispatcher, QueueTopology topology,
			int batchSize, Duration grace) {
		this.queues = queues;
		this.owedMessages = owedMessages;
		this.dispatcher = dispatcher;
		this.topology = topology;
		this.batchSize = batchSize;
		this.grace = grace;
	}

	/**
	 * Sends everything that is due, as long as the broker confirms it.
	 * @return after how long there is more to send, as far as it is known
	 */
	Optional<Duration> sendDue() {
		List<OwedMessage> batch;
		do {
			batch = this.owedMessages.takeDue(this.queues.names(), this.batchSize, this.grace);
		}
		while (!batch.isEmpty() && areSent(batch));
		if (!batch.isEmpty()) {
			return Optional.empty();
		}
		// What is due and was not taken, another instance is at.
		return this.owedMessages.nextDue(this.queues.names()).map((in) -> in.isZero() ? PAUSE_FOR_OTHERS : in);
	}

	private boolean areSent(List<OwedMessage> batch) {
		AtomicBoolean confirmed = new AtomicBoolean(true);
		CompletableFuture
			.allOf(batch.stream().map((message) -> send(message, confirmed)).toArray(CompletableFuture[]::new))
			.join();
		this.dispatcher.catchUp();
		if (!confirmed.get()) {
			LOG.warn("Not all of {} owed messages were confirmed; they are sent again after {}", batch.size(),
					this.grace);
		}
		return confirmed.get();
	}

	private CompletableFuture<@Nullable Void> send(OwedMessage message, AtomicBoolean confirmed) {
		return dispatch(message).exceptionally((failure) -> {
			confirmed.set(false);
			return null;
		});
	}

	private CompletableFuture<@Nullable Void> dispatch(OwedMessage message) {
		try {
			return this.dispatcher.dispatch(message);
		}
		catch (Throwable ex) {
			// What can't be sent, such as one that memory does not hold twice, must not
			// hold up the others of its batch.
			LOG.error("The message of job {} can't be sent; it is tried again after {}", message.id(), this.grace, ex);
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Finds messages that the broker has confirmed and no longer has.
	 */
	void findLost() {
		for (String name : this.owedMessages.waiting(this.queues.names(), this.grace)) {
			JobQueue queue = this.queues.get(name);
			int lost = this.owedMessages.oweOvertaken(name, this.topology.isEmpty(queue), this.grace, this.batchSize);
			if (lost > 0) {
				LOG.info("{} messages of queue '{}' were overtaken and are sent again", lost, name);
			}
		}
	}

}
