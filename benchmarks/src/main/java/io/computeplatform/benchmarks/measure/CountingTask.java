package io.computeplatform.benchmarks.measure;

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
 * Jobs that do nothing but count how often each of them ran. The first attempts of each
 * fail, if so wanted. All wait until they are released, so that what workers need to
 * start is not measured.
 */
final class CountingTask implements Task {

	private final AtomicIntegerArray attempts;

	private final int failures;

	private final CountDownLatch held = new CountDownLatch(1);

	private final CountDownLatch released = new CountDownLatch(1);

	private final CountDownLatch open;

	CountingTask(int jobs, int failures) {
		this.attempts = new AtomicIntegerArray(jobs);
		this.failures = failures;
		this.open = new CountDownLatch(jobs);
	}

	@Override
	public void run(Work work) {
		this.held.countDown();
		try {
			this.released.await();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException("Stopped before it was released", ex);
		}
		int attempt = this.attempts.incrementAndGet(work.number());
		if (attempt <= this.failures) {
			throw new DeliberateFailure(work.number());
		}
		if (attempt == this.failures + 1) {
			this.open.countDown();
		}
	}

	/** Waits until the first job is held. */
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
	 * @throws TimeoutException if some seem to be lost: none has succeeded for long
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
	 * Nothing was killed and nothing was lost, so nothing has a reason to run twice.
	 * @throws IllegalStateException if an attempt was made that was not needed
	 */
	void check() {
		int needed = this.attempts.length() * (this.failures + 1);
		if (made() != needed) {
			throw new IllegalStateException("%d attempts were made instead of %d".formatted(made(), needed));
		}
	}

	/** How many jobs have succeeded. */
	int done() {
		return this.attempts.length() - (int) this.open.getCount();
	}

	int made() {
		return IntStream.range(0, this.attempts.length()).map(this.attempts::get).sum();
	}

	/** Which jobs were tried. */
	BitSet tried() {
		BitSet tried = new BitSet(this.attempts.length());
		IntStream.range(0, this.attempts.length()).filter((job) -> this.attempts.get(job) > 0).forEach(tried::set);
		return tried;
	}

}
