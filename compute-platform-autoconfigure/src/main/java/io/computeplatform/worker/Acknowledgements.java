package io.computeplatform.worker;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ChannelProxy;

/**
 * Answers the broker: acknowledges with one frame what is done with together and was
 * delivered in a row. Thread-safe, but that the messages of a channel are taken by one
 * thread.
 */
final class Acknowledgements {

	private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

	private static final ThreadLocal<@Nullable Deliveries> OF_CONSUMER = new ThreadLocal<>();

	private static final ThreadLocal<@Nullable Set<Deliveries>> POSTPONED = new ThreadLocal<>();

	private final Set<Deliveries> channels = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	/**
	 * Takes a message, on the thread that takes all messages of its channel.
	 * @param channel where it was delivered
	 * @param message the message
	 * @return its delivery, to be answered on any thread
	 */
	Delivery take(Channel channel, Message message) {
		// Never what stands for channels that replace each other: each has its own tags.
		Channel target = (channel instanceof ChannelProxy proxy) ? proxy.getTargetChannel() : channel;
		Deliveries deliveries = OF_CONSUMER.get();
		if (deliveries == null || deliveries.channel != target) {
			deliveries = new Deliveries(target);
			OF_CONSUMER.set(deliveries);
			this.channels.add(deliveries);
		}
		return deliveries.take(message.getMessageProperties().getDeliveryTag());
	}

	/**
	 * Waits until all messages are answered that their consumers have left to others: a
	 * channel that is closed takes no answer.
	 * @param time how long at most
	 */
	void awaitAnswered(Duration time) throws InterruptedException {
		long end = System.nanoTime() + time.toNanos();
		for (Deliveries deliveries : this.channels.toArray(Deliveries[]::new)) {
			deliveries.awaitAnswered(end);
		}
	}

	/**
	 * Runs a task, and sends the acknowledgements of all that it is done with at its end.
	 * @param task what to run on this thread
	 */
	static void together(Runnable task) {
		Set<Deliveries> all = new LinkedHashSet<>();
		POSTPONED.set(all);
		try {
			task.run();
		}
		finally {
			POSTPONED.remove();
			all.forEach(Deliveries::acknowledge);
		}
	}

	/**
	 * A message that is to be answered.
	 */
	static final class Delivery {

		private final Deliveries deliveries;

		private final long tag;

		private boolean left;

		private boolean done;

		private Delivery(Deliveries deliveries, long tag) {
			this.deliveries = deliveries;
			this.tag = tag;
		}

		/**
		 * Leaves it to others to answer the message.
		 */
		void leave() {
			this.deliveries.leave(this);
		}

		/**
		 * Answers the message.
		 * @param isDone whether it is done with; otherwise the broker is to deliver it
		 * again
		 */
		void answer(boolean isDone) {
			if (!isDone) {
				this.deliveries.reject(this);
				return;
			}
			boolean alone = this.deliveries.done(this);
			Set<Deliveries> all = POSTPONED.get();
			if (all == null || alone) {
				send();
			}
			else {
				all.add(this.deliveries);
			}
		}

		/**
		 * Sends the acknowledgement if it is still to be sent.
		 */
		void send() {
			this.deliveries.acknowledge();
		}

	}

	/**
	 * The messages of a channel that are not answered yet, as they were delivered. Sends
	 * under its lock: an acknowledgement that includes others must not be overtaken by
	 * one of these.
	 */
	private static final class Deliveries {

		private final Channel channel;

		private final Deque<Delivery> unanswered = new ArrayDeque<>();

		private long newest;

		private boolean gaps;

		Deliveries(Channel channel) {
			this.channel = channel;
		}

		synchronized Delivery take(long tag) {
			// Whatever came between, or to the channel's user before, is not ours to
			// acknowledge.
			this.gaps |= tag != this.newest + 1;
			Delivery delivery = new Delivery(this, tag);
			this.unanswered.add(delivery);
			this.newest = tag;
			return delivery;
		}

		synchronized void leave(Delivery delivery) {
			delivery.left = true;
		}

		synchronized void awaitAnswered(long end) throws InterruptedException {
			while (this.unanswered.stream().anyMatch((delivery) -> delivery.left) && System.nanoTime() - end < 0) {
				TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
			}
		}

		synchronized boolean done(Delivery delivery) {
			delivery.done = true;
			return this.unanswered.size() == 1;
		}

		synchronized void reject(Delivery delivery) {
			this.unanswered.remove(delivery);
			send(() -> this.channel.basicNack(delivery.tag, false, true));
			notifyAll();
		}

		synchronized void acknowledge() {
			int first = 0;
			long last = 0;
			while (!this.gaps && !this.unanswered.isEmpty() && this.unanswered.getFirst().done) {
				last = this.unanswered.removeFirst().tag;
				first++;
			}
			if (first > 0) {
				acknowledge(last, first > 1);
			}
			this.unanswered.removeIf((delivery) -> {
				if (delivery.done) {
					acknowledge(delivery.tag, false);
				}
				return delivery.done;
			});
			notifyAll();
		}

		private void acknowledge(long tag, boolean withThoseBefore) {
			send(() -> this.channel.basicAck(tag, withThoseBefore));
		}

		private void send(Answer answer) {
			try {
				answer.send();
			}
			catch (IOException | ShutdownSignalException ex) {
				// The broker closes the channel of a job that outlives its
				// consumer_timeout, and delivers its messages again; their claims will
				// find the rows moved on.
				LOG.debug("Messages could not be answered; they come again and are dropped if they are done with", ex);
			}
		}

	}

	/**
	 * What is sent to the broker.
	 */
	@FunctionalInterface
	private interface Answer {

		void send() throws IOException;

	}

}
