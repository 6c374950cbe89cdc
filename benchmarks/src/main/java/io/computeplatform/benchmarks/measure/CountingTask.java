package io.computeplatform.benchmarks.measure;

import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;

import io.computeplatform.benchmarks.contender.Await;
import io.computeplatform.benchmarks.contender.Task;
import io.computeplatform.benchmarks.contender.Work;

/**
 * Counts the attempts of each job, and sleeps if it is to take time. The first attempts
 * of each job fail, if configured. All attempts wait until they are released, so that the
 * start of workers is not measured.
 */
final class CountingTask implements Task {

	private final AtomicIntegerArray attempts;

	private final int failures;

	private final Duration work;

	private final CountDownLatch held = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final CountDownLatch open;

	CountingTask(int jobs, int failures) {
		this(jobs, failures, Duration.ZERO);
	}

	CountingTask(int jobs, int failures, Duration work) {
		this.attempts = new AtomicIntegerArray(jobs);
		this.failures = failures;
		this.work = work;
		this.open = new CountDownLatch(jobs);
	}

	@Override
	public void run(Work work) {
		this.held.countDown();
		try {
			this.released.await();
			TimeUnit.NANOSECONDS.sleep(this.work.toNanos());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("Stopped before it was done", ex);
		}
		int attempt = this.attempts.incrementAndGet(work.number());
		if (attempt <= this.failures) {
			throw new DeliberateFailure(work.number());
		}
		if (attempt == this.failures + 1) {
			this.open.countDown();
		}
	}

	/** Waits until the first attempt has started. */
	void awaitHeld() throws InterruptedException, TimeoutException {
		if (!this.held.await(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
			throw new TimeoutException("No job started within " + Await.LIMIT);
		}
	}

	void release() {
		this.released.countDown();
	}

	/**
	 * Waits until each job has succeeded.
	 * @throws TimeoutException if jobs seem to be lost: none has succeeded within the
	 * limit
	 */
	void await() throws InterruptedException, TimeoutException {
		long missing = Long.MAX_VALUE;
		while (!this.open.await(Await.LIMIT.toSeconds(), TimeUnit.SECONDS)) {
			if (this.open.getCount() == missing) {
				throw new TimeoutException("%d jobs did not run, and none within %s".formatted(missing, Await.LIMIT));
			}
			missing = this.open.getCount();
		}
	}

	/**
	 * Waits until so many jobs have succeeded.
	 * @throws TimeoutException if none has succeeded within the limit
	 */
	void await(int jobs) throws Exception {
		for (int done = done(); done < jobs; done = done()) {
			int known = done;
			Await.until("a further job completed after " + known, () -> done() > known);
		}
	}

	/**
	 * Checks the number of attempts. No process was killed, so each attempt must be
	 * unique.
	 * @throws IllegalStateException if there were more or fewer attempts than needed
	 */
	void check() {
		int needed = this.attempts.length() * (this.failures + 1);
		if (made() != needed) {
			throw new IllegalStateException("%d attempts were made instead of %d".formatted(made(), needed));
		}
	}

	int jobs() {
		return this.attempts.length();
	}

	/** Number of jobs that have succeeded. */
	int done() {
		return this.attempts.length() - (int) this.open.getCount();
	}

	int made() {
		return IntStream.range(0, this.attempts.length()).map(this.attempts::get).sum();
	}

	/** Numbers of the jobs that were attempted. */
	BitSet tried() {
		BitSet tried = new BitSet(this.attempts.length());
		IntStream.range(0, this.attempts.length()).filter((job) -> this.attempts.get(job) > 0).forEach(tried::set);
		return tried;
	}

}
