package io.computeplatform.benchmarks.contender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DeliverCallback;
import com.rabbitmq.client.MessageProperties;
import io.computeplatform.benchmarks.contender.Task.DeliberateFailure;
import io.computeplatform.benchmarks.server.Sandbox;
import org.jspecify.annotations.Nullable;

/**
 * RabbitMQ's own client alone, as the limit of the broker.
 */
final class RawClient implements Contender {

	private static final long CONFIRM_TIMEOUT = 60_000;

	private final Sandbox sandbox;

	private final Connection connection;

	private final ThreadLocal<Channel> channels = ThreadLocal.withInitial(this::channel);

	private @Nullable ExecutorService threads;

	private @Nullable Connection consumers;

	RawClient(Sandbox sandbox) throws Exception {
		this.sandbox = sandbox;
		this.connection = sandbox.broker().newConnection();
		this.channels.get().queueDeclare(sandbox.queue(), true, false, false, null);
	}

	private Channel channel() {
		try {
			Channel channel = this.connection.createChannel();
			channel.confirmSelect();
			return channel;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void submit(Work work) throws Exception {
		submitAll(List.of(work));
	}

	@Override
	public void submitAll(List<Work> works) throws Exception {
		Channel channel = this.channels.get();
		for (Work work : works) {
			channel.basicPublish("", this.sandbox.queue(), true, MessageProperties.PERSISTENT_BASIC, Json.write(work));
		}
		channel.waitForConfirmsOrDie(CONFIRM_TIMEOUT);
	}

	@Override
	public long waiting() throws Exception {
		return this.channels.get().messageCount(this.sandbox.queue());
	}

	@Override
	public OptionalLong messages() throws Exception {
		return OptionalLong.of(waiting());
	}

	@Override
	public void start(int workers, Task task) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(workers);
		this.threads = executor;
		Connection consuming = this.sandbox.broker().newConnection(executor);
		this.consumers = consuming;
		for (int worker = 0; worker < workers; worker++) {
			Channel channel = consuming.createChannel();
			channel.basicQos(Contenders.PREFETCH);
			channel.basicConsume(this.sandbox.queue(), false, deliver(channel, task), (tag) -> {
			});
		}
	}

	private static DeliverCallback deliver(Channel channel, Task task) {
		return (consumer, delivery) -> {
			long tag = delivery.getEnvelope().getDeliveryTag();
			try {
				task.run(Json.read(delivery.getBody()));
				channel.basicAck(tag, false);
			}
			catch (DeliberateFailure ex) {
				channel.basicReject(tag, true);
			}
		};
	}

	@Override
	public void close() throws IOException {
		if (this.consumers != null) {
			this.consumers.close();
		}
		if (this.threads != null) {
			this.threads.shutdown();
		}
		this.connection.close();
	}

}
