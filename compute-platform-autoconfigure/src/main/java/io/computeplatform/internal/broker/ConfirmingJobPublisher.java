package io.computeplatform.internal.broker;

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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * One thread, one channel, asynchronous confirms. A message that would wait too long or
 * exceed a limit is refused: it stays pending in its row, and the relay publishes it.
 */
final class ConfirmingJobPublisher implements JobPublisher, AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(ConfirmingJobPublisher.class);

	private static final int MAX_WAITING = 50_000;

	/**
	 * The total size of larger bodies is limited too.
	 */
	private static final int LARGE = 64 << 10;

	private static final int MAX_LARGE_BYTES = 32 << 20;

	private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

	private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

	private final ConnectionFactory connectionFactory;

	private final Duration confirmTimeout;

	private final ThreadPoolExecutor thread;

	/**
	 * In the order of the calls, including those that are already completed.
	 */
	private final Queue<Publication> publications = new ConcurrentLinkedQueue<>();

	/**
	 * Total size of large messages that wait to be published.
	 */
	private final AtomicLong largeBytes = new AtomicLong();

	private final AtomicBoolean checked = new AtomicBoolean();

	private final AtomicBoolean suspect = new AtomicBoolean();

	private final AtomicBoolean queueMissing = new AtomicBoolean();

	private @Nullable ConfirmChannel channel;

	private volatile @Nullable Exception lastFailure;

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
			publication.result.completeExceptionally(new NotPublishedException("The publisher is busy or closed", ex));
			return publication.result;
		}
		this.publications.add(publication);
		checkLater();
		return publication.result;
	}

	@Override
	public boolean wasQueueMissing() {
		return this.queueMissing.getAndSet(false);
	}

	@Override
	public boolean isBrokerReachable() {
		if (this.lastFailure == null) {
			return true;
		}
		// Messages that wait are attempts to connect too.
		if (this.thread.getQueue().isEmpty()) {
			try {
				this.thread.execute(this::connect);
			}
			catch (RejectedExecutionException ex) {
				LOG.debug("The publisher is closed", ex);
			}
		}
		return false;
	}

	private void connect() {
		try {
			openChannel();
		}
		catch (IOException | AmqpException | ShutdownSignalException ex) {
			LOG.debug("The broker can't be reached; trying again later", ex);
		}
	}

	private boolean hold(int bytes) {
		long held = this.largeBytes.addAndGet(bytes);
		// A single message may be of any size.
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
			while (first != null && (first.result.isDone() || first.age().compareTo(this.confirmTimeout) > 0)) {
				if (!first.result.isDone()) {
					giveUp(first);
				}
				this.publications.remove();
				first = this.publications.peek();
			}
		}
		finally {
			// Also after a failure, or publishes would never time out again.
			this.checked.set(false);
			checkLater();
		}
	}

	private void giveUp(Publication publication) {
		// A missing confirm is a reason to replace the channel; a long wait before the
		// publish is not.
		boolean sent = publication.sent;
		String what = sent ? "No confirm within " : "Not sent within ";
		if (publication.result.completeExceptionally(new NotPublishedException(what + this.confirmTimeout, null))
				&& sent) {
			this.suspect.set(true);
		}
	}

	private void send(String queue, Message message, Publication publication) {
		if (publication.result.isDone()) {
			return;
		}
		publication.sent();
		try {
			openChannel().publish(queue, message, publication.result);
		}
		catch (IOException | AmqpException | ShutdownSignalException ex) {
			publication.result.completeExceptionally(NotPublishedException.unreachable(ex));
		}
		catch (RuntimeException ex) {
			// Refused by the client, for example because headers exceed a frame. The
			// client has counted the message, so that later confirms would be assigned to
			// the wrong messages.
			this.suspect.set(true);
			publication.result.completeExceptionally(NotPublishedException.unwritable(ex));
		}
		catch (Error ex) {
			// The client may have counted it already.
			this.suspect.set(true);
			publication.result
				.completeExceptionally(new NotPublishedException("The message could not be published: " + ex, ex));
		}
	}

	private ConfirmChannel openChannel() throws IOException {
		ConfirmChannel current = this.channel;
		if (current != null && current.isOpen() && !this.suspect.get()) {
			return current;
		}
		Exception failure = this.lastFailure;
		if (failure != null && System.nanoTime() - this.nextConnect < 0) {
			throw new IOException("No connection since " + failure.getMessage(), failure);
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
	 * A message that waits to be published or confirmed.
	 */
	private static final class Publication {

		private final CompletableFuture<@Nullable Void> result = new CompletableFuture<>();

		private volatile long since = System.nanoTime();

		private volatile boolean sent;

		void sent() {
			this.since = System.nanoTime();
			this.sent = true;
		}

		/**
		 * How long it has waited to be published, or to be confirmed.
		 */
		Duration age() {
			return Duration.ofNanos(System.nanoTime() - this.since);
		}

	}

}
