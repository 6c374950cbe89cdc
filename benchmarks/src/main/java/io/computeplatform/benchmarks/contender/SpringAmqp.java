package io.computeplatform.benchmarks.contender;

import java.util.List;
import java.util.OptionalLong;

import io.computeplatform.benchmarks.server.Sandbox;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageBuilder;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageListener;
import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory.ConfirmType;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;

/**
 * A listener of Spring AMQP without a database. A failed job is requeued at the head of
 * the queue, and its attempts are not counted.
 */
final class SpringAmqp implements Contender {

	private static final long CONFIRM_TIMEOUT = 60_000;

	private final String queue;

	private final CachingConnectionFactory connections;

	private final RabbitTemplate template;

	private @Nullable SimpleMessageListenerContainer container;

	SpringAmqp(Sandbox sandbox) {
		this.queue = sandbox.queue();
		this.connections = new CachingConnectionFactory(sandbox.broker());
		this.connections.setPublisherConfirmType(ConfirmType.SIMPLE);
		this.template = new RabbitTemplate(this.connections);
		new RabbitAdmin(this.connections).declareQueue(new Queue(this.queue));
	}

	@Override
	public void submit(Work work) {
		publish(List.of(message(Json.write(work))));
	}

	@Override
	public void submitAll(List<Work> works) {
		publish(works.stream().map(Json::write).map(SpringAmqp::message).toList());
	}

	/** Publishes, and waits until the broker has confirmed. */
	void publish(List<Message> messages) {
		this.template.invoke((operations) -> {
			messages.forEach((message) -> operations.send("", this.queue, message));
			operations.waitForConfirmsOrDie(CONFIRM_TIMEOUT);
			return true;
		});
	}

	static Message message(byte[] body) {
		return MessageBuilder.withBody(body).setDeliveryMode(MessageDeliveryMode.PERSISTENT).build();
	}

	@Override
	public long waiting() {
		Long count = this.template.execute((channel) -> channel.messageCount(this.queue));
		return (count != null) ? count : 0;
	}

	@Override
	public OptionalLong messages() {
		return OptionalLong.of(waiting());
	}

	@Override
	public void start(int workers, Task task) {
		listen(workers, (message) -> task.run(Json.read(message.getBody())));
	}

	void listen(int workers, MessageListener listener) {
		SimpleMessageListenerContainer started = new SimpleMessageListenerContainer(this.connections);
		started.setQueueNames(this.queue);
		started.setConcurrentConsumers(workers);
		started.setPrefetchCount(Contenders.PREFETCH);
		started.setReceiveTimeout(100);
		started.setMessageListener(listener);
		started.afterPropertiesSet();
		started.start();
		this.container = started;
	}

	@Override
	public void close() {
		if (this.container != null) {
			this.container.destroy();
		}
		this.connections.destroy();
	}

}
