package io.computeplatform.internal.broker;

import java.io.IOException;
import java.util.Optional;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;

import org.springframework.amqp.rabbit.core.RabbitOperations;

/**
 * Reads the state of queues on the broker, for monitoring. Internal, thread-safe.
 */
public final class BrokerQueues {

	private final RabbitOperations rabbit;

	BrokerQueues(RabbitOperations rabbit) {
		this.rabbit = rabbit;
	}

	/**
	 * Reads the state of a queue.
	 * @param queue name on the broker
	 * @return its state, or empty if there is no such queue
	 * @throws org.springframework.amqp.AmqpException if the broker is not available
	 */
	public Optional<QueueInfo> queueInfo(String queue) {
		return Optional.ofNullable(this.rabbit.execute((channel) -> {
			try {
				AMQP.Queue.DeclareOk found = channel.queueDeclarePassive(queue);
				return new QueueInfo(found.getMessageCount(), found.getConsumerCount());
			}
			catch (IOException ex) {
				if (isMissing(ex)) {
					return null;
				}
				throw ex;
			}
		}));
	}

	private static boolean isMissing(IOException failure) {
		return failure.getCause() instanceof ShutdownSignalException signal
				&& signal.getReason() instanceof AMQP.Channel.Close close && close.getReplyCode() == AMQP.NOT_FOUND;
	}

	/**
	 * QueueInfo of a queue.
	 *
	 * @param ready messages that are ready for delivery
	 * @param consumers consumers, of all instances
	 */
	public record QueueInfo(long ready, long consumers) {

	}

}
