package io.computeplatform.text;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.computeplatform.text.FailureReading.NotPlainException;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * What applications throw is code of theirs: it may block, never end, or fill the heap
 * when it is asked for its text or its cause. Internal, thread-safe.
 */
public final class Failures {

	private static final Duration TIME = Duration.ofSeconds(2);

	private static final int MAX_READ_AT_ONCE = 16;

	private static final int MAX_HUNG = 2;

	/** Those that read, and have not taken too long. */
	private static final Semaphore READING = new Semaphore(MAX_READ_AT_ONCE);

	/**
	 * How many threads each class has taken for ever, or at least for too long. One that
	 * has is not asked any more: it must not make those of others unreadable.
	 */
	private static final ClassValue<AtomicInteger> HUNG = new ClassValue<>() {

		@Override
		protected AtomicInteger computeValue(Class<?> type) {
			return new AtomicInteger();
		}

	};

	private static final ExecutorService THREADS = Executors.newCachedThreadPool(threads());

	private Failures() {
	}

	private static CustomizableThreadFactory threads() {
		CustomizableThreadFactory factory = new CustomizableThreadFactory("compute-failure-");
		factory.setDaemon(true);
		return factory;
	}

	/**
	 * What can be read in bounded time and memory.
	 * @param failure what was thrown
	 * @return the failure, if that is so, else a {@link FailureCopy} of what could be
	 * read of it within two seconds
	 */
	public static Throwable readable(Throwable failure) {
		FailureReading plain = new FailureReading(failure, true);
		try {
			return plain.call() ? failure : plain.copy();
		}
		catch (NotPlainException ex) {
			return readElsewhere(failure, HUNG.get(ex.type()));
		}
	}

	private static Throwable readElsewhere(Throwable failure, AtomicInteger hung) {
		FailureReading reading = new FailureReading(failure, false);
		try {
			if (hung.get() >= MAX_HUNG || !READING.tryAcquire(TIME.toMillis(), TimeUnit.MILLISECONDS)) {
				return reading.copy();
			}
			return readInTime(failure, reading, hung);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return reading.copy();
		}
	}

	private static Throwable readInTime(Throwable failure, FailureReading reading, AtomicInteger hung)
			throws InterruptedException {
		AtomicReference<State> state = new AtomicReference<>(State.NEW);
		Future<Boolean> whole;
		try {
			whole = THREADS.submit(() -> {
				if (!state.compareAndSet(State.NEW, State.READING)) {
					return false;
				}
				try {
					return reading.call();
				}
				finally {
					if (state.getAndSet(State.ENDED) == State.HUNG) {
						hung.decrementAndGet();
					}
				}
			});
		}
		catch (OutOfMemoryError ex) {
			READING.release();
			return reading.copy();
		}
		try {
			return whole.get(TIME.toMillis(), TimeUnit.MILLISECONDS) ? failure : reading.copy();
		}
		catch (TimeoutException | ExecutionException ex) {
			return reading.copy();
		}
		finally {
			if (!state.compareAndSet(State.NEW, State.ENDED) && state.compareAndSet(State.READING, State.HUNG)) {
				hung.incrementAndGet();
				whole.cancel(true);
			}
			READING.release();
		}
	}

	private enum State {

		NEW, READING, HUNG, ENDED

	}

}
