package io.computeplatform.internal.broker;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import io.computeplatform.ComputeAsyncProperties.QueueType;
import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.queue.JobQueues;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpAuthenticationException;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionListener;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitOperations;
import org.springframework.context.SmartLifecycle;

/**
 * Declares each job queue and its dead-letter queue, at start-up and on every new
 * connection. Internal, thread-safe.
 */
public final class QueueTopology implements SmartLifecycle, ConnectionListener {

	/**
	 * Starts before all beans that publish or consume, and stops after them.
	 */
	public static final int PHASE = Integer.MAX_VALUE - 500;

	private static final Logger LOG = LoggerFactory.getLogger(QueueTopology.class);

	/**
	 * Since RabbitMQ 4.0 a quorum queue drops a message silently after 20 deliveries
	 * unless configured otherwise. Tries are counted in the row, never by the broker.
	 */
	private static final int NEVER = 1_000_000_000;

	private final JobQueues queues;

	private final ConnectionFactory connectionFactory;

	private final RabbitOperations rabbit;

	private final RabbitAdmin admin;

	private volatile boolean running;

	QueueTopology(JobQueues queues, ConnectionFactory connectionFactory, RabbitOperations rabbit, RabbitAdmin admin) {
		this.queues = queues;
		this.connectionFactory = connectionFactory;
		this.rabbit = rabbit;
		this.admin = admin;
	}

	@Override
	public void start() {
		try {
			restore();
		}
		catch (AmqpAuthenticationException ex) {
			throw new ComputeConfigurationException("RabbitMQ refused the credentials: " + ex.getMessage(),
					"Check spring.rabbitmq.username, password and virtual-host.", ex);
		}
		catch (AmqpException ex) {
			refusal(ex).ifPresent((close) -> {
				throw refused(close, ex);
			});
			LOG.warn("RabbitMQ is not available; jobs are accepted, and their messages are "
					+ "published when it is back. {}", ex.getMessage());
		}
		this.connectionFactory.addConnectionListener(this);
		this.running = true;
	}

	@Override
	public void onCreate(Connection connection) {
		try (Channel channel = connection.createChannel(false)) {
			declareAll(channel);
		}
		catch (Exception ex) {
			// The whole application shares the connection. Publishing and consuming fail
			// visibly on their own as long as a queue's declaration differs.
			LOG.error("Failed to declare the job queues on a new connection: {}",
					refusal(ex).map(Close::text).orElseGet(ex::toString), ex);
		}
	}

	private boolean declareAll(Channel channel) throws IOException {
		for (JobQueue queue : this.queues.all()) {
			declare(channel, queue);
		}
		return true;
	}

	private static AMQP.Queue.DeclareOk declare(Channel channel, JobQueue queue) throws IOException {
		Map<String, Object> arguments = (queue.type() == QueueType.QUORUM)
				? Map.of("x-queue-type", "quorum", "x-delivery-limit", NEVER) : Map.of();
		AMQP.Queue.DeclareOk declared = channel.queueDeclare(queue.routingKey(), true, false, false, arguments);
		// Always classic: its messages are read and requeued repeatedly, which a quorum
		// queue counts as failed deliveries and handles by moving messages to its back.
		channel.queueDeclare(queue.deadLetterRoutingKey(), true, false, false, Map.of());
		return declared;
	}

	/**
	 * Declares queues that were deleted.
	 * @throws AmqpException if the broker is not available
	 */
	public void restore() {
		this.rabbit.execute(this::declareAll);
	}

	/**
	 * Whether a queue has no ready message. A queue that was deleted is declared again,
	 * and then has none.
	 * @param queue the queue
	 * @return {@code false} also if that is unknown
	 */
	public boolean isEmpty(JobQueue queue) {
		Properties properties = this.admin.getQueueProperties(queue.routingKey());
		if (properties != null) {
			return properties.get(RabbitAdmin.QUEUE_MESSAGE_COUNT) instanceof Number count && count.longValue() == 0;
		}
		try {
			return Boolean.TRUE
				.equals(this.rabbit.execute((channel) -> declare(channel, queue).getMessageCount() == 0));
		}
		catch (AmqpException ex) {
			LOG.warn("Failed to declare queue '{}', which may have been deleted; retrying in the next cycle: {}",
					queue.name(), refusal(ex).map(Close::text).orElseGet(ex::toString));
			return false;
		}
	}

	/**
	 * A refusal by the broker that a retry would not change.
	 */
	private static Optional<Close> refusal(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof ShutdownSignalException signal) {
				return Close.of(signal).filter(Close::isFinal);
			}
		}
		return Optional.empty();
	}

	private ComputeConfigurationException refused(Close close, AmqpException cause) {
		String owner = this.queues.all()
			.stream()
			.filter((queue) -> close.isAbout(queue.routingKey()) || close.isAbout(queue.deadLetterRoutingKey()))
			.findFirst()
			.map((queue) -> "queue '" + queue.name() + "' (type " + queue.type().name().toLowerCase(Locale.ROOT) + ")")
			.orElse("the job queues");
		if (close.code() == AMQP.PRECONDITION_FAILED) {
			return new ComputeConfigurationException(
					"On the broker, a queue exists already with other arguments than configured for " + owner + ": "
							+ close.text() + ".",
					"Set compute.async.queues.<name>.type to what exists, choose another name or "
							+ "compute.async.queue-prefix, or drain and delete the existing queue.",
					cause);
		}
		return new ComputeConfigurationException("RabbitMQ refused to declare " + owner + ": " + close.text() + ".",
				"Check spring.rabbitmq.virtual-host, and that the user may configure, write and read the queue and its "
						+ "dead-letter queue.",
				cause);
	}

	@Override
	public void stop() {
		this.connectionFactory.removeConnectionListener(this);
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

	/**
	 * Reply code and text with which the broker closed a channel or the connection.
	 */
	private record Close(int code, String text) {

		static Optional<Close> of(ShutdownSignalException signal) {
			if (signal.getReason() instanceof AMQP.Channel.Close close) {
				return Optional.of(new Close(close.getReplyCode(), close.getReplyText()));
			}
			if (signal.getReason() instanceof AMQP.Connection.Close close) {
				return Optional.of(new Close(close.getReplyCode(), close.getReplyText()));
			}
			return Optional.empty();
		}

		boolean isFinal() {
			return switch (this.code) {
				case AMQP.PRECONDITION_FAILED, AMQP.ACCESS_REFUSED, AMQP.RESOURCE_LOCKED -> true;
				// Also used for limits and for a virtual host that is down.
				case AMQP.NOT_ALLOWED -> this.text.contains("not found") || this.text.contains("refused for user");
				default -> false;
			};
		}

		boolean isAbout(String queue) {
			return this.text.contains("'" + queue + "'");
		}

	}

}
