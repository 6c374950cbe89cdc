package io.computeplatform.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.computeplatform.benchmarks.contender.Await;
import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Work;

/**
 * Submits jobs.
 */
final class Jobs {

	/** Jobs of one call of a bulk submit. */
	static final int BULK = 1_000;

	/** Threads that submit at a fixed rate. */
	static final int RATE_THREADS = 8;

	private Jobs() {
	}

	/** Submits one by one, from several threads. */
	static void submit(Contender contender, int threads, List<Work> works) throws Exception {
		inThreads(threads, works.size(), (index) -> contender.submit(works.get(index)));
	}

	/** Number of jobs of a fixed rate. */
	static int atRate(int perSecond, Duration time) {
		return Math.toIntExact(perSecond * time.toMillis() / 1_000);
	}

	/**
	 * Submits one by one at a fixed rate, from several threads. A thread that is late
	 * submits at once until it is in time again. Returns when the next job would be due.
	 * @param from number of the first job
	 * @param to number after the last job
	 */
	static void submitAtRate(int perSecond, int from, int to, Submit submit) throws Exception {
		runAtRate(perSecond, to - from, (index) -> submit.accept(Work.of(from + index)));
	}

	/**
	 * Runs an action at a fixed rate, like {@link #submitAtRate}.
	 * @param count how often
	 */
	static void runAtRate(double perSecond, int count, ByIndex action) throws Exception {
		double interval = TimeUnit.SECONDS.toNanos(1) / perSecond;
		long start = System.nanoTime();
		inThreads(RATE_THREADS, count, (index) -> {
			parkUntil(start + Math.round(index * interval));
			action.accept(index);
		});
		parkUntil(start + Math.round(count * interval));
	}

	private static void parkUntil(long nanoTime) {
		for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
			LockSupport.parkNanos(left);
		}
	}

	private static void inThreads(int threads, int jobs, ByIndex action) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		List<Future<?>> shares = new ArrayList<>();
		for (int thread = 0; thread < threads; thread++) {
			int first = thread;
			shares.add(executor.submit(() -> {
				for (int i = first; i < jobs; i += threads) {
					action.accept(i);
				}
				return null;
			}));
		}
		executor.shutdown();
		for (Future<?> share : shares) {
			share.get();
		}
	}

	static void submitAll(Contender contender, List<Work> works) throws Exception {
		for (int i = 0; i < works.size(); i += BULK) {
			contender.submitAll(works.subList(i, Math.min(i + BULK, works.size())));
		}
	}

	/** Prefills a backlog, with a message for each job if the contender uses a broker. */
	static void prefill(Contender contender, int from, int to) throws Exception {
		for (int i = from; i < to; i += BULK) {
			int end = Math.min(i + BULK, to);
			contender.prefill(Work.of(i, end));
			awaitSent(contender, end);
		}
		awaitWaiting(contender, to);
	}

	static void awaitWaiting(Contender contender, int jobs) throws Exception {
		if (contender.waiting() != jobs) {
			throw new IllegalStateException("%d jobs are waiting instead of %d".formatted(contender.waiting(), jobs));
		}
		awaitSent(contender, jobs);
	}

	static void awaitSent(Contender contender, int jobs) throws Exception {
		Await.until(jobs + " messages", () -> contender.messages().orElse(jobs) >= jobs);
	}

	/**
	 * Submits one job.
	 */
	@FunctionalInterface
	interface Submit {

		void accept(Work work) throws Exception;

	}

	/**
	 * Does something with a number.
	 */
	@FunctionalInterface
	interface ByIndex {

		void accept(int index) throws Exception;

	}

}
