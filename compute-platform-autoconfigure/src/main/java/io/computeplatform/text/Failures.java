package io.computeplatform.text;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.computeplatform.text.FailureReading.NotPlainException;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * What applications throw is code of theirs: it may block, never end, or fill the heap
 * when it is asked for its text or its cause. Internal, thread-safe.
 */
public final class Failures {

	private static final Duration TIME = Duration.ofSeconds(2);

	private static final int MAX_THREADS = 16;

	private static final ThreadPoolExecutor THREADS = threads();

	private Failures() {
	}

	private static ThreadPoolExecutor threads() {
		CustomizableThreadFactory factory = new CustomizableThreadFactory("compute-failure-");
		factory.setDaemon(true);
		return new ThreadPoolExecutor(0, MAX_THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
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
			return readElsewhere(failure);
		}
	}

	private static Throwable readElsewhere(Throwable failure) {
		FailureReading reading = new FailureReading(failure, false);
		Future<Boolean> whole;
		try {
			whole = THREADS.submit(reading);
		}
		catch (RejectedExecutionException | OutOfMemoryError ex) {
			// Each thread is busy with one that does not answer.
			return reading.copy();
		}
		try {
			return whole.get(TIME.toMillis(), TimeUnit.MILLISECONDS) ? failure : reading.copy();
		}
		catch (TimeoutException | ExecutionException ex) {
			whole.cancel(true);
			return reading.copy();
		}
		catch (InterruptedException ex) {
			whole.cancel(true);
			Thread.currentThread().interrupt();
			return reading.copy();
		}
	}

}
