package io.computeplatform.internal.text;

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

import io.computeplatform.internal.text.FailureReading.NotPlainException;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Reads exceptions of applications, whose methods can block, never end, or fill the heap.
 * Internal, thread-safe.
 */
public final class Failures {

	private static final Duration TIME = Duration.ofSeconds(2);

	private static final int MAX_READ_AT_ONCE = 16;

	private static final int MAX_HUNG = 2;

	/**
	 * Threads that read an exception, and have not exceeded the time limit.
	 */
	private static final Semaphore READING = new Semaphore(MAX_READ_AT_ONCE);

	/**
	 * Number of threads that each class blocks permanently, or at least for too long.
	 * Exceptions of such a class are not read any more, so that those of other classes
	 * stay readable.
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
	 * Reads an exception in bounded time and memory.
	 * @param failure the exception
	 * @return the failure, if it can be read completely, else a {@link FailureCopy} of
	 * the parts that could be read within two seconds
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
