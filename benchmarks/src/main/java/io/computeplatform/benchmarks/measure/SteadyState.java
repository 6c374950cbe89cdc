package io.computeplatform.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;

import io.computeplatform.benchmarks.contender.Await;
import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.contender.Work;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Submits jobs while workers run, until the last one is recorded as done. The cost is
 * that of the whole life of a job.
 *
 * @param jobs how many
 * @param workers how many run at once
 */
public record SteadyState(int jobs, int workers) implements Measure {

	private static final int THREADS = 4;

	@Override
	public String title() {
		return "Steady-state throughput and cost: submit and run %,d jobs, workers: %d".formatted(this.jobs,
				this.workers);
	}

	@Override
	public String name() {
		return "steady-state";
	}

	@Override
	public boolean fits(Contenders contender) {
		return contender.wakes();
	}

	@Override
	public List<Reading> take(Contenders contender, Sandbox place) throws Exception {
		try (Contender opened = contender.open(place); Costs costs = new Costs(place)) {
			List<Work> works = Work.of(0, this.jobs);
			CountingTask tally = new CountingTask(this.jobs, 0);
			tally.release();
			opened.start(this.workers, tally);
			costs.start();
			long start = System.nanoTime();
			if (contender.hasBulk()) {
				Jobs.submitAll(opened, works);
			}
			else {
				Jobs.submit(opened, THREADS, works);
			}
			tally.await();
			Await.until("all jobs on record", () -> opened.isRecorded(this.jobs));
			long nanos = System.nanoTime() - start;
			List<Reading> readings = new ArrayList<>();
			readings.add(Reading.rate("submit and run", this.jobs, nanos));
			readings.addAll(costs.each(this.jobs));
			tally.check();
			return readings;
		}
	}

}
