package io.computeplatform.broker;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import io.computeplatform.DeadLetter;
import io.computeplatform.queue.JobQueue;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.UncategorizedAmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.core.ChannelCallback;
import org.springframework.amqp.rabbit.core.RabbitOperations;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;

/**
 * Looks at dead-letter queues. What it takes it holds unacknowledged until it knows
 * whether to remove it or to put it back in its place. Internal, thread-safe.
 */
public final class DeadLetterReader {

	private final RabbitOperations rabbit;

	private final DefaultMessagePropertiesConverter converter = new DefaultMessagePropertiesConverter();

	DeadLetterReader(RabbitOperations rabbit) {
		this.rabbit = rabbit;
	}

	/**
	 * Lists dead letters, oldest first, and puts them back; stale ones are removed.
	 * @param queue the job queue
	 * @param limit how many at most
	 * @param current tells a letter that still stands from a stale one
	 * @return the letters
	 */
	public List<DeadLetter> list(JobQueue queue, int limit, Predicate<DeadLetter> current) {
		List<DeadLetter> letters = new ArrayList<>();
		execute((channel) -> {
			try (Held held = new Held(channel)) {
				for (Taken taken = take(channel, queue); taken != null; taken = take(channel, queue)) {
					held.add(taken.tag());
					if (!current.test(taken.letter())) {
						held.remove(taken.tag());
						continue;
					}
					letters.add(taken.letter());
					if (letters.size() == limit) {
						break;
					}
				}
			}
			return letters;
		});
		return letters;
	}

	/**
	 * Shows the oldest dead letter that still stands, and removes it if it is wanted.
	 * @param queue the job queue
	 * @param current tells a letter that still stands from a stale one
	 * @param pop whether to remove the letter
	 * @param popped records the removal, before it happens
	 * @return the removed letter, or empty
	 */
	public Optional<DeadLetter> next(JobQueue queue, Predicate<DeadLetter> current, Predicate<DeadLetter> pop,
			Consumer<DeadLetter> popped) {
		DeadLetter removed = execute((channel) -> {
			try (Held held = new Held(channel)) {
				for (Taken taken = take(channel, queue); taken != null; taken = take(channel, queue)) {
					held.add(taken.tag());
					if (!current.test(taken.letter())) {
						held.remove(taken.tag());
						continue;
					}
					if (!pop.test(taken.letter())) {
						return null;
					}
					popped.accept(taken.letter());
					held.remove(taken.tag());
					return taken.letter();
				}
				return null;
			}
		});
		return Optional.ofNullable(removed);
	}

	private <T> @Nullable T execute(ChannelCallback<T> work) {
		try {
			return this.rabbit.execute(work);
		}
		catch (UncategorizedAmqpException ex) {
			// What the callbacks throw is none of the broker's business.
			if (ex.getCause() instanceof RuntimeException cause) {
				throw cause;
			}
			throw ex;
		}
	}

	private @Nullable Taken take(Channel channel, JobQueue queue) throws IOException {
		GetResponse response = channel.basicGet(queue.deadLetterRoutingKey(), false);
		if (response == null) {
			return null;
		}
		Message message = new Message(response.getBody(),
				this.converter.toMessageProperties(response.getProps(), response.getEnvelope(), "UTF-8"));
		return new Taken(response.getEnvelope().getDeliveryTag(), DeadLetters.read(message, queue.name()));
	}

	private record Taken(long tag, DeadLetter letter) {

	}

	/**
	 * Letters taken and not removed; closing puts all of them back at once, which keeps
	 * their order.
	 */
	private static final class Held implements AutoCloseable {

		private final Channel channel;

		private final List<Long> tags = new ArrayList<>();

		Held(Channel channel) {
			this.channel = channel;
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
			if (!this.tags.isEmpty()) {
				this.channel.basicNack(this.tags.get(this.tags.size() - 1), true, true);
			}
		}

	}

}
