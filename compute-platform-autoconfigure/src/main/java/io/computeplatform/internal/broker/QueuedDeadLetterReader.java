package io.computeplatform.internal.broker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.ShutdownSignalException;
import io.computeplatform.DeadLetter;
import io.computeplatform.FailureReason;
import io.computeplatform.JobId;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpIllegalStateException;
import org.springframework.amqp.UncategorizedAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ChannelProxy;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.RabbitUtils;
import org.springframework.amqp.rabbit.core.ChannelCallback;
import org.springframework.amqp.rabbit.core.RabbitOperations;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.beans.factory.DisposableBean;

/**
 * Receives dead letters and holds them unacknowledged until it knows whether to remove or
 * to requeue them.
 */
final class QueuedDeadLetterReader implements DeadLetterReader, DisposableBean {

	private static final int BATCH = 500;

	/**
	 * Maximum characters of payloads in one list.
	 */
	private static final int MAX_LISTED = 8 << 20;

	private final ConnectionFactory connectionFactory;

	private final RabbitOperations rabbit;

	private final Supplier<MessageOrigin> origin;

	private final LenientPropertiesConverter converter = new LenientPropertiesConverter();

	QueuedDeadLetterReader(ConnectionFactory connectionFactory, Supplier<MessageOrigin> origin) {
		this.connectionFactory = SeparateConnectionFactory.separateFrom(connectionFactory, "compute-dead-letters",
				(why) -> {
				});
		this.rabbit = new RabbitTemplate(this.connectionFactory);
		this.origin = origin;
	}

	@Override
	public List<DeadLetter> list(JobQueue queue, int limit, Predicate<DeadLetter> current) {
		List<DeadLetter> letters = new ArrayList<>();
		Set<Object> seen = new HashSet<>();
		UUID database = this.origin.get().callersDatabase();
		execute(false, (channel) -> {
			long characters = 0;
			try (Held held = new Held(channel, queue)) {
				for (FetchedDeadLetter fetched = fetch(channel, queue, database); fetched != null; fetched = fetch(
						channel, queue, database)) {
					held.add(fetched.tag());
					if (fetched.isOther()) {
						continue;
					}
					if (!current.test(fetched.letter()) || !seen.add(identity(fetched))) {
						held.remove(fetched.tag());
						continue;
					}
					letters.add(fetched.letter());
					characters += fetched.letter().payload().length();
					if (letters.size() == limit || characters >= MAX_LISTED) {
						break;
					}
				}
			}
			return letters;
		});
		return letters;
	}

	@Override
	public Optional<DeadLetter> next(JobQueue queue, Predicate<DeadLetter> current,
			Function<DeadLetter, Choice> choice) {
		UUID database = this.origin.get().callersDatabase();
		DeadLetter removed = execute(false, (channel) -> {
			try (Held held = new Held(channel, queue)) {
				for (FetchedDeadLetter fetched = fetch(channel, queue, database); fetched != null; fetched = fetch(
						channel, queue, database)) {
					held.add(fetched.tag());
					if (fetched.isOther()) {
						continue;
					}
					if (!current.test(fetched.letter())) {
						held.remove(fetched.tag());
						continue;
					}
					Choice chosen = choice.apply(fetched.letter());
					if (chosen == Choice.REMOVE) {
						held.remove(fetched.tag());
						return fetched.letter();
					}
					if (chosen == Choice.LEAVE) {
						return null;
					}
				}
				return null;
			}
		});
		return Optional.ofNullable(removed);
	}

	@Override
	public void forEachBatch(JobQueue queue, long limit, Function<List<QueuedDeadLetter>, List<Long>> selectRemoved) {
		UUID database = this.origin.get().callersDatabase();
		// The broker requeues unacknowledged messages when their channel closes, also if
		// the process dies.
		execute(true, (channel) -> {
			List<QueuedDeadLetter> batch = new ArrayList<>();
			long count = Math.min(limit, channel.messageCount(queue.deadLetterRoutingKey()));
			for (long left = count; left > 0; left--) {
				FetchedDeadLetter fetched = fetch(channel, queue, database);
				if (fetched == null) {
					break;
				}
				if (!fetched.isOther()) {
					batch.add(queuedDeadLetter(fetched));
				}
				if (batch.size() == BATCH) {
					remove(channel, selectRemoved.apply(batch));
					batch.clear();
				}
			}
			remove(channel, selectRemoved.apply(batch));
			return null;
		});
	}

	private static QueuedDeadLetter queuedDeadLetter(FetchedDeadLetter fetched) {
		DeadLetter letter = fetched.letter();
		return new QueuedDeadLetter(fetched.tag(), letter.jobId(), letter.tryCount(), letter.reason(),
				fetched.rejectedId());
	}

	private static void remove(Channel channel, List<Long> tags) throws IOException {
		for (Long tag : tags) {
			channel.basicAck(tag, false);
		}
	}

	private <T> @Nullable T execute(boolean close, ChannelCallback<T> work) {
		try {
			return this.rabbit.execute((cached) -> {
				if (close) {
					RabbitUtils.setPhysicalCloseRequired(cached, true);
				}
				return work.doInRabbit(uncached(cached));
			});
		}
		catch (UncategorizedAmqpException ex) {
			// Exceptions of the callbacks are not failures of the broker.
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

	/**
	 * The target of a cached channel. If the channel breaks, the proxy opens another one,
	 * where delivery tags start again, and a redelivered dead letter looks like a copy.
	 */
	private static Channel uncached(Channel channel) {
		return (channel instanceof ChannelProxy proxy) ? proxy.getTargetChannel() : channel;
	}

	private static Object identity(FetchedDeadLetter fetched) {
		JobId id = fetched.letter().jobId();
		// A message that belongs to no job has no id by which copies could be recognized.
		return (id != null && fetched.letter().reason() != FailureReason.REJECTED_MESSAGE)
				? List.of(id, fetched.letter().tryCount()) : fetched.tag();
	}

	private @Nullable FetchedDeadLetter fetch(Channel channel, JobQueue queue, UUID database) throws IOException {
		GetResponse response = get(channel, queue.deadLetterRoutingKey());
		if (response == null) {
			return null;
		}
		Message message = new Message(response.getBody(),
				this.converter.toMessageProperties(response.getProps(), response.getEnvelope(), "UTF-8"));
		DeadLetter letter = DeadLetters.read(message, queue.name());
		Long rejectedId = (letter.reason() == FailureReason.REJECTED_MESSAGE) ? DeadLetters.rejectedId(letter, database)
				: null;
		return new FetchedDeadLetter(response.getEnvelope().getDeliveryTag(), letter,
				rejectedId == null && DeadLetters.isOfAnother(message, database), rejectedId);
	}

	private static @Nullable GetResponse get(Channel channel, String queue) throws IOException {
		try {
			return channel.basicGet(queue, false);
		}
		catch (IOException | ShutdownSignalException ex) {
			Throwable signal = (ex instanceof IOException) ? ex.getCause() : ex;
			Throwable why = (signal instanceof ShutdownSignalException closed)
					? SeparateConnectionFactory.unreadable(closed) : null;
			if (why != null) {
				throw new AmqpIllegalStateException("The RabbitMQ client can't read the message at the head of queue '"
						+ queue + "' (" + PlainText.of(String.valueOf(why), 500)
						+ "). Take it away with the broker's own tools", ex);
			}
			throw ex;
		}
	}

	@Override
	public void destroy() {
		if (this.connectionFactory instanceof SeparateConnectionFactory own) {
			own.destroy();
		}
	}

	private record FetchedDeadLetter(long tag, DeadLetter letter, boolean isOther, @Nullable Long rejectedId) {

	}

	/**
	 * Dead letters that were received and not removed; closing requeues each of them in
	 * its place.
	 */
	private static final class Held implements AutoCloseable {

		private final Channel channel;

		private final JobQueue queue;

		private final List<Long> tags = new ArrayList<>();

		Held(Channel channel, JobQueue queue) {
			this.channel = channel;
			this.queue = queue;
		}

		void add(long tag) {
			this.tags.add(tag);
		}

		void remove(long tag) throws IOException {
			this.channel.basicAck(tag, false);
			this.tags.remove(tag);
		}

		@Override
		public void close() throws IOException {
			// One by one: not every broker supports requeueing all of them at once.
			for (Long tag : this.tags) {
				this.channel.basicReject(tag, true);
			}
			if (!this.tags.isEmpty()) {
				// A synchronous call, which returns after they are requeued: the next
				// read may use another channel.
				this.channel.messageCount(this.queue.deadLetterRoutingKey());
			}
		}

	}

}
