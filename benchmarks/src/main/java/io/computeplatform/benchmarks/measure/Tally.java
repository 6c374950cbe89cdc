package io.computeplatform.benchmarks.measure;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.computeplatform.benchmarks.contender.Task;
import io.computeplatform.benchmarks.contender.Work;

/**
 * Jobs that do nothing but count how often each of them ran. The first attempts of each
 * fail, if so wanted.
 */
final class Tally implements Task {

	private static final long NEVER = Long.MIN_VALUE;

	private final AtomicIntegerArray attempts;

	private final int failures;

	private final CountDownLatch open;

	private final AtomicLong start = new AtomicLong(NEVER);

	Tally(int jobs, int failures) {
		this.attempts = new AtomicIntegerArray(jobs);
		this.failures = failures;
		this.open = new CountDownLatch(jobs);
	}

	@Override
	public void run(Work work) {
		if (this.start.get() == NEVER) {
			this.start.compareAndSet(NEVER, System.nanoTime());
		}
		int attempt = this.attempts.incrementAndGet(work.number());
		if (attempt <= this.failures) {
			throw new DeliberateFailure(work.number());
		}
		if (attempt == this.failures + 1) {
			this.open.countDown();
		}
	}

	/** When the first attempt started, by {@link System#nanoTime()}. */
	long start() {
		return this.start.get();
	}

	/**
	 * Waits until each job has succeeded.
	 * @throws TimeoutException if some seem to be lost: none has succeeded for long
	 */
	void await() throws InterruptedException, TimeoutException {
		long open = Long.MAX_VALUE;
		while (!this.open.await(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
			if (this.open.getCount() == open) {
				throw new TimeoutException("%d jobs did not run, and none within %s".formatted(open, Await.LIMIT));
			}
			open = this.open.getCount();
		}
	}

	/**
	 * Nothing was killed and nothing was lost, so nothing has a reason to run twice.
	 * @throws IllegalStateException if an attempt was made that was not needed
	 */
	void check() {
		int made = IntStream.range(0, this.attempts.length()).map(this.attempts::get).sum();
		int needed = this.attempts.length() * (this.failures + 1);
		if (made != needed) {
			throw new IllegalStateException("%d attempts were made instead of %d".formatted(made, needed));
		}
	}

}
