package io.computeplatform.broker;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import com.rabbitmq.client.ShutdownSignalException;
import org.jspecify.annotations.Nullable;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * One thread, one channel, confirms in the background. Whatever takes too long or does
 * not fit is refused rather than held: the row still owes its message, and the relay
 * sends it.
 */
final class ConfirmingJobPublisher implements JobPublisher, AutoCloseable {

	private static final int MAX_WAITING = 50_000;

	/** Larger bodies are bounded by their bytes too. */
	private static final int LARGE = 64 << 10;

	private static final int MAX_LARGE_BYTES = 32 << 20;

	private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

	private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

	private final ConnectionFactory connectionFactory;

	private final Duration confirmTimeout;

	private final ThreadPoolExecutor thread;

	/** In the order in which they came. Also those that were answered meanwhile. */
	private final Queue<Publication> publications = new ConcurrentLinkedQueue<>();

	/** Of large messages that wait to be sent. */
	private final AtomicLong largeBytes = new AtomicLong();

	private final AtomicBoolean checked = new AtomicBoolean();

	private final AtomicBoolean suspect = new AtomicBoolean();

	private final AtomicBoolean queueMissing = new AtomicBoolean();

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
		Publication publication = new Publication();
		int bytes = message.getBody().length;
		int large = (bytes > LARGE) ? bytes : 0;
		if (large > 0 && !hold(large)) {
			return CompletableFuture
				.failedFuture(new NotPublishedException("Too many large messages wait for the publisher", null));
		}
		try {
			this.thread.execute(() -> {
				try {
					send(queue, message, publication);
				}
				finally {
					this.largeBytes.addAndGet(-large);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			this.largeBytes.addAndGet(-large);
			publication.answer.completeExceptionally(new NotPublishedException("The publisher is busy or closed", ex));
			return publication.answer;
		}
		this.publications.add(publication);
		checkLater();
		return publication.answer;
	}

	@Override
	public boolean wasQueueMissing() {
		return this.queueMissing.getAndSet(false);
	}

	private boolean hold(int bytes) {
		long held = this.largeBytes.addAndGet(bytes);
		// One alone may be of any size.
		if (held <= MAX_LARGE_BYTES || held == bytes) {
			return true;
		}
		this.largeBytes.addAndGet(-bytes);
		return false;
	}

	private void checkLater() {
		if (this.publications.isEmpty() || !this.checked.compareAndSet(false, true)) {
			return;
		}
		try {
			// One timer for all: one for each would cost as much as the rest.
			CompletableFuture.delayedExecutor(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
				.execute(this::check);
		}
		catch (RuntimeException | Error ex) {
			this.checked.set(false);
			throw ex;
		}
	}

	private void check() {
		try {
			Publication first = this.publications.peek();
			while (first != null && (first.answer.isDone() || first.age().compareTo(this.confirmTimeout) > 0)) {
				if (!first.answer.isDone()) {
					giveUp(first);
				}
				this.publications.remove();
				first = this.publications.peek();
			}
		}
		finally {
			// Whatever happens here, or nothing would ever be given up again.
			this.checked.set(false);
			checkLater();
		}
	}

	private void giveUp(Publication publication) {
		// No confirm is a reason to doubt the channel, a long queue before it is none.
		boolean sent = publication.sent;
		String what = sent ? "No confirm within " : "Not sent within ";
		if (publication.answer.completeExceptionally(new NotPublishedException(what + this.confirmTimeout, null))
				&& sent) {
			this.suspect.set(true);
		}
	}

	private void send(String queue, Message message, Publication publication) {
		if (publication.answer.isDone()) {
			return;
		}
		publication.sent();
		try {
			openChannel().publish(queue, message, publication.answer);
		}
		catch (IOException | AmqpException | ShutdownSignalException ex) {
			publication.answer.completeExceptionally(
					new NotPublishedException("The broker can't be reached: " + ex.getMessage(), ex));
		}
		catch (RuntimeException ex) {
			// Refused by the client, such as headers that fit no frame. It has counted
			// the message, so that later confirms would be taken for those of others.
			this.suspect.set(true);
			publication.answer.completeExceptionally(NotPublishedException.unwritable(ex));
		}
		catch (Error ex) {
			// Perhaps after the client had counted it.
			this.suspect.set(true);
			publication.answer
				.completeExceptionally(new NotPublishedException("The message could not be published: " + ex, ex));
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
			ConfirmChannel opened = ConfirmChannel.open(this.connectionFactory, this.queueMissing);
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

	/**
	 * A message that is to be sent, or was and is to be confirmed.
	 */
	private static final class Publication {

		private final CompletableFuture<@Nullable Void> answer = new CompletableFuture<>();

		private volatile long since = System.nanoTime();

		private volatile boolean sent;

		void sent() {
			this.since = System.nanoTime();
			this.sent = true;
		}

		/** How long it waits to be sent, or to be confirmed. */
		Duration age() {
			return Duration.ofNanos(System.nanoTime() - this.since);
		}

	}

}
