package io.computeplatform.internal.broker;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import com.rabbitmq.client.ShutdownSignalException;
import io.computeplatform.internal.broker.JobPublisher.NotPublishedException;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.rabbit.connection.ChannelProxy;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.RabbitUtils;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;

/**
 * A channel in confirm mode, kept open. Independent of the application's settings for its
 * own publishers. One thread publishes; confirms arrive on the client's threads.
 */
final class ConfirmChannel {

	private final DefaultMessagePropertiesConverter converter = new DefaultMessagePropertiesConverter();

	private final Channel cached;

	private final Channel channel;

	private final ConcurrentNavigableMap<Long, CompletableFuture<@Nullable Void>> pending = new ConcurrentSkipListMap<>();

	private final AtomicBoolean queueMissing;

	private ConfirmChannel(Channel cached, AtomicBoolean queueMissing) throws IOException {
		this.cached = cached;
		this.queueMissing = queueMissing;
		this.channel = (cached instanceof ChannelProxy proxy) ? proxy.getTargetChannel() : cached;
		this.channel.addShutdownListener(this::failAll);
		this.channel.addReturnListener(this::returned);
		this.channel.addConfirmListener(this::confirmed, this::refused);
		this.channel.confirmSelect();
	}

	/**
	 * Opens a channel.
	 * @param queueMissing set when a message is returned because its queue does not exist
	 */
	static ConfirmChannel open(ConnectionFactory connectionFactory, AtomicBoolean queueMissing) throws IOException {
		// A connection that is blocked by a resource alarm of the broker must not delay
		// acknowledgements.
		ConnectionFactory publishing = connectionFactory.getPublisherConnectionFactory();
		ConnectionFactory factory = (publishing != null) ? publishing : connectionFactory;
		return new ConfirmChannel(factory.createConnection().createChannel(false), queueMissing);
	}

	boolean isOpen() {
		return this.channel.isOpen();
	}

	void publish(String queue, Message message, CompletableFuture<@Nullable Void> result) throws IOException {
		long number = this.channel.getNextPublishSeqNo();
		MessageProperties properties = message.getMessageProperties();
		properties.setCorrelationId(Long.toString(number));
		this.pending.put(number, result);
		try {
			this.channel.basicPublish("", queue, true, false, this.converter.fromMessageProperties(properties, "UTF-8"),
					message.getBody());
		}
		catch (IOException | RuntimeException | Error ex) {
			this.pending.remove(number);
			throw ex;
		}
	}

	private void confirmed(long number, boolean multiple) {
		complete(number, multiple, null);
	}

	private void refused(long number, boolean multiple) {
		complete(number, multiple, NotPublishedException.refused());
	}

	private void returned(Return returned) {
		// A return arrives before the confirm, which then finds no pending message.
		CompletableFuture<@Nullable Void> result = this.pending
			.remove(Long.valueOf(returned.getProperties().getCorrelationId()));
		if (result != null) {
			this.queueMissing.set(true);
			result.completeExceptionally(NotPublishedException.queueMissing(returned.getRoutingKey()));
		}
	}

	private void failAll(ShutdownSignalException signal) {
		complete(Long.MAX_VALUE, true, NotPublishedException.closed(signal));
	}

	private void complete(long number, boolean multiple, @Nullable NotPublishedException failure) {
		if (!multiple) {
			complete(this.pending.remove(number), failure);
			return;
		}
		for (Long each : this.pending.headMap(number, true).keySet()) {
			complete(this.pending.remove(each), failure);
		}
	}

	private static void complete(@Nullable CompletableFuture<@Nullable Void> result,
			@Nullable NotPublishedException failure) {
		if (result == null) {
			return;
		}
		if (failure != null) {
			result.completeExceptionally(failure);
		}
		else {
			result.complete(null);
		}
	}

	void close() {
		// In the application's channel cache it would be in confirm mode.
		RabbitUtils.setPhysicalCloseRequired(this.cached, true);
		RabbitUtils.closeChannel(this.cached);
	}

}
