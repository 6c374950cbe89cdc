package io.computeplatform.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;

import io.computeplatform.benchmarks.contender.Await;
import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.contender.Work;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Submits and runs jobs at the same rate, so that the backlog keeps its size.
 *
 * @param jobs number of jobs to run
 * @param waiting size of the backlog
 * @param workers jobs that run at once
 */
public record Backlog(int jobs, int waiting, int workers) implements Measure {

	private static final int BULK = 500;

	@Override
	public String title() {
		return "Steady state with a backlog: submit and run %,d jobs, backlog: %,d".formatted(this.jobs, this.waiting);
	}

	@Override
	public String name() {
		return "backlog";
	}

	@Override
	public boolean supports(Contenders contender) {
		return contender.startsNewJobs();
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		List<Reading> readings = new ArrayList<>();
		LongAdder done = new LongAdder();
		// Permits as many attempts as jobs are submitted, so that all contenders do the
		// same work.
		Semaphore permits = new Semaphore(0);
		try (Contender opened = contender.open(sandbox); Costs costs = new Costs(sandbox)) {
			Jobs.prefill(opened, (int) opened.waiting(), this.waiting);
			opened.start(this.workers, (work) -> {
				permits.acquireUninterruptibly();
				done.increment();
			});
			costs.start();
			long start = System.nanoTime();
			for (int submitted = 0; submitted < this.jobs; submitted += BULK) {
				opened.submitAll(Work.of(submitted, submitted + BULK));
				permits.release(BULK);
				await(done, submitted);
			}
			await(done, this.jobs);
			long nanos = System.nanoTime() - start;
			String suffix = ", backlog: %,d".formatted(this.waiting);
			readings.add(Reading.rate("submit and run" + suffix, this.jobs, nanos));
			costs.each(this.jobs).forEach((cost) -> readings.add(cost.withSuffix(suffix)));
			readings.add(Memory.liveHeap("live heap" + suffix));
			permits.release(Integer.MAX_VALUE / 2);
		}
		try (Contender reopened = contender.open(sandbox)) {
			// Jobs that workers held are released, and are counted then.
			long left = this.waiting + this.jobs - done.sum();
			Await.until(left + " jobs left", () -> reopened.waiting() >= left);
		}
		return readings;
	}

	private static void await(LongAdder done, int jobs) throws Exception {
		Await.until(jobs + " jobs completed", () -> done.sum() >= jobs);
	}

}
