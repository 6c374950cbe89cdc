package io.computeplatform.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.support.DefaultMessagePropertiesConverter;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * One thread, one channel, confirms in the background. Whatever takes too long or does
 * not fit is refused rather than held: the row still owes its message, and the relay
 * sends it.
 */
final class ConfirmingJobPublisher implements JobPublisher, AutoCloseable {

	private static final int MAX_WAITING = 10_000;

	private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

	private final ConnectionFactory connectionFactory;

	private final Duration confirmTimeout;

	private final DefaultMessagePropertiesConverter converter = new DefaultMessagePropertiesConverter();

	private final ThreadPoolExecutor thread;

	private final AtomicBoolean suspect = new AtomicBoolean();

	private @Nullable ConfirmChannel channel;

	private @Nullable Exception lastFailure;

	private long nextConnect = System.nanoTime();

	ConfirmingJobPublisher(ConnectionFactory connectionFactory, Duration confirmTimeout) {
		this.connectionFactory = connectionFactory;
		this.confirmTimeout = confirmTimeout;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("compute-publisher-");
		threads.setDaemon(true);
		this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), threads);
	}

	@Override
	public CompletableFuture<@Nullable Void> publish(String queue, Message message) {
		CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();
		try {
			this.thread.execute(() -> send(queue, message, answer));
		}
		catch (RejectedExecutionException ex) {
			answer.completeExceptionally(new NotPublishedException("The publisher is busy or closed", ex));
		}
		CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
		answer.orTimeout(this.confirmTimeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((nothing, failure) -> {
			if (failure instanceof TimeoutException) {
				this.suspect.set(true);
				result.completeExceptionally(
						new NotPublishedException("No confirm within " + this.confirmTimeout, failure));
			}
			else if (failure != null) {
				result.completeExceptionally(failure);
			}
			else {
				result.complete(null);
			}
		});
		return result;
	}

	private void send(String queue, Message message, CompletableFuture<@Nullable Void> result) {
		if (result.isDone()) {
			return;
		}
		try {
			openChannel().publish(queue, this.converter.fromMessageProperties(message.getMessageProperties(), "UTF-8"),
					message.getBody(), result);
		}
		catch (IOException | AmqpException | ShutdownSignalException ex) {
			result.completeExceptionally(
					new NotPublishedException("The broker can't be reached: " + ex.getMessage(), ex));
		}
		catch (RuntimeException ex) {
			// Refused by the client, such as headers that fit no frame.
			result.completeExceptionally(
					new NotPublishedException("The message can't be published: " + ex.getMessage(), ex));
		}
	}

	private ConfirmChannel openChannel() throws IOException {
		ConfirmChannel current = this.channel;
		if (current != null && current.isOpen() && !this.suspect.get()) {
			return current;
		}
		if (this.lastFailure != null && System.nanoTime() - this.nextConnect < 0) {
			throw new IOException("No connection since " + this.lastFailure.getMessage(), this.lastFailure);
		}
		try {
			if (current != null) {
				current.close();
			}
			ConfirmChannel opened = ConfirmChannel.open(this.connectionFactory);
			this.channel = opened;
			this.suspect.set(false);
			this.lastFailure = null;
			return opened;
		}
		catch (IOException | AmqpException | ShutdownSignalException ex) {
			this.channel = null;
			this.lastFailure = ex;
			this.nextConnect = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos();
			throw ex;
		}
	}

	@Override
	public void close() {
		this.thread.shutdownNow();
		ConfirmChannel current = this.channel;
		if (current != null) {
			current.close();
		}
	}

}
