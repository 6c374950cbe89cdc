package io.computeplatform.internal.worker;

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
 * Acknowledges messages, consecutive ones of a channel with one frame. Thread-safe,
 * except that one thread receives the messages of a channel.
 */
final class Acknowledgements {

	private static final Logger LOG = LoggerFactory.getLogger(Acknowledgements.class);

	private static final ThreadLocal<@Nullable Deliveries> OF_CONSUMER = new ThreadLocal<>();

	private static final ThreadLocal<@Nullable Set<Deliveries>> BATCHED = new ThreadLocal<>();

	private final Set<Deliveries> channels = Collections
		.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

	/**
	 * Registers a message, on the thread that receives all messages of its channel.
	 * @param channel channel of the delivery
	 * @param message the message
	 * @return its delivery, to be completed on any thread
	 */
	Delivery take(Channel channel, Message message) {
		// Not the proxy, whose target channel can be replaced: each target has its own
		// delivery tags.
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
	 * Waits until all messages that their consumers have detached are completed: a closed
	 * channel takes no acknowledgement.
	 * @param time maximum wait
	 */
	void awaitCompleted(Duration time) throws InterruptedException {
		long end = System.nanoTime() + time.toNanos();
		for (Deliveries deliveries : this.channels.toArray(Deliveries[]::new)) {
			deliveries.awaitCompleted(end);
		}
	}

	/**
	 * Runs a task, and sends the acknowledgements of all its completed deliveries at its
	 * end.
	 * @param task what to run on this thread
	 */
	static void batchAcks(Runnable task) {
		Set<Deliveries> all = new LinkedHashSet<>();
		BATCHED.set(all);
		try {
			task.run();
		}
		finally {
			BATCHED.remove();
			all.forEach(Deliveries::acknowledge);
		}
	}

	/**
	 * A delivery that is to be completed.
	 */
	static final class Delivery {

		private final Deliveries deliveries;

		private final long tag;

		private boolean detached;

		private boolean done;

		private Delivery(Deliveries deliveries, long tag) {
			this.deliveries = deliveries;
			this.tag = tag;
		}

		/**
		 * Detaches the delivery from its consumer: another thread completes it.
		 */
		void detach() {
			this.deliveries.detach(this);
		}

		/**
		 * Completes the delivery.
		 * @param isDone {@code true} to acknowledge the message, {@code false} to requeue
		 * it
		 */
		void complete(boolean isDone) {
			if (!isDone) {
				this.deliveries.reject(this);
				return;
			}
			boolean alone = this.deliveries.done(this);
			Set<Deliveries> all = BATCHED.get();
			if (all == null || alone) {
				send();
			}
			else {
				all.add(this.deliveries);
			}
		}

		/**
		 * Sends the acknowledgement if it is not sent yet.
		 */
		void send() {
			this.deliveries.acknowledge();
		}

	}

	/**
	 * The deliveries of a channel that are not completed yet, in their order. Sends under
	 * its lock: an acknowledgement with multiple=true must not be overtaken by a single
	 * one that it includes.
	 */
	private static final class Deliveries {

		private final Channel channel;

		private final Deque<Delivery> open = new ArrayDeque<>();

		private long newest;

		private boolean gaps;

		Deliveries(Channel channel) {
			this.channel = channel;
		}

		synchronized Delivery take(long tag) {
			// A delivery tag in a gap belongs to another user of the channel, and must
			// not be acknowledged here.
			this.gaps |= tag != this.newest + 1;
			Delivery delivery = new Delivery(this, tag);
			this.open.add(delivery);
			this.newest = tag;
			return delivery;
		}

		synchronized void detach(Delivery delivery) {
			delivery.detached = true;
		}

		synchronized void awaitCompleted(long end) throws InterruptedException {
			while (this.open.stream().anyMatch((delivery) -> delivery.detached) && System.nanoTime() - end < 0) {
				TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
			}
		}

		synchronized boolean done(Delivery delivery) {
			delivery.done = true;
			return this.open.size() == 1;
		}

		synchronized void reject(Delivery delivery) {
			this.open.remove(delivery);
			send(() -> this.channel.basicNack(delivery.tag, false, true));
			notifyAll();
		}

		synchronized void acknowledge() {
			int first = 0;
			long last = 0;
			while (!this.gaps && !this.open.isEmpty() && this.open.getFirst().done) {
				last = this.open.removeFirst().tag;
				first++;
			}
			if (first > 0) {
				acknowledge(last, first > 1);
			}
			this.open.removeIf((delivery) -> {
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

		private void send(Frame frame) {
			try {
				frame.send();
			}
			catch (IOException | ShutdownSignalException ex) {
				// The broker closes the channel of a job that exceeds its
				// consumer_timeout, and redelivers its messages. Their claims match no
				// row.
				LOG.debug("Acknowledgement failed; messages will be redelivered, completed jobs are skipped", ex);
			}
		}

	}

	/**
	 * A frame to the broker.
	 */
	@FunctionalInterface
	private interface Frame {

		void send() throws IOException;

	}

}
