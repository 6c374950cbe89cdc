package io.computeplatform.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.computeplatform.benchmarks.contender.Await;
import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Work;

/**
 * Submits jobs.
 */
final class Jobs {

	/** Jobs of one call of a bulk submit. */
	static final int BULK = 1_000;

	private Jobs() {
	}

	/** Submits one by one, from several threads. */
	static void submit(Contender contender, int threads, List<Work> works) throws Exception {
		ExecutorService executor = Executors.newFixedThreadPool(threads);
		List<Future<?>> shares = new ArrayList<>();
		for (int thread = 0; thread < threads; thread++) {
			int first = thread;
			shares.add(executor.submit(() -> {
				for (int i = first; i < works.size(); i += threads) {
					contender.submit(works.get(i));
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

}
