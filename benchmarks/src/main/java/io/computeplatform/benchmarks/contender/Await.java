package io.computeplatform.benchmarks.contender;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits with a timeout.
 */
public final class Await {

	public static final Duration LIMIT = Duration.ofMinutes(2);

	private Await() {
	}

	public static void until(String what, Callable<Boolean> condition) throws Exception {
		long start = System.nanoTime();
		while (!condition.call()) {
			if (System.nanoTime() - start > LIMIT.toNanos()) {
				throw new TimeoutException("Not within %s: %s".formatted(LIMIT, what));
			}
			TimeUnit.MILLISECONDS.sleep(1);
		}
	}

}
