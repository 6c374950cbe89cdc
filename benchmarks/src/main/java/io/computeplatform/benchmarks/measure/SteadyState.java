package io.computeplatform.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;

import io.computeplatform.benchmarks.contender.Await;
import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.contender.Work;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Submits jobs while workers run, until the last one is recorded as complete. The cost
 * includes the submit.
 *
 * @param jobs number of jobs
 * @param workers jobs that run at once
 * @param threads threads that submit one by one, or 0 to submit in bulk if the contender
 * can
 */
public record SteadyState(int jobs, int workers, int threads) implements Measure {

	private static final int THREADS = 4;

	public SteadyState(int jobs, int workers) {
		this(jobs, workers, 0);
	}

	@Override
	public String title() {
		return "Steady-state throughput and cost: submit and run %,d jobs, workers: %d%s".formatted(this.jobs,
				this.workers, suffix());
	}

	private String suffix() {
		return (this.threads > 0) ? ", submitting threads: " + this.threads : "";
	}

	@Override
	public String name() {
		return "steady-state";
	}

	@Override
	public boolean supports(Contenders contender) {
		return contender.startsNewJobs();
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		try (Contender opened = contender.open(sandbox); Costs costs = new Costs(sandbox)) {
			List<Work> works = Work.of(0, this.jobs);
			CountingTask task = new CountingTask(this.jobs, 0);
			task.release();
			opened.start(this.workers, task);
			costs.start();
			long start = System.nanoTime();
			if (this.threads > 0) {
				Jobs.submit(opened, this.threads, works);
			}
			else if (contender.hasBulk()) {
				Jobs.submitAll(opened, works);
			}
			else {
				Jobs.submit(opened, THREADS, works);
			}
			task.await();
			Await.until("all jobs recorded as complete", () -> opened.isRecorded(this.jobs));
			long nanos = System.nanoTime() - start;
			List<Reading> readings = new ArrayList<>();
			readings.add(Reading.rate("submit and run" + suffix(), this.jobs, nanos));
			costs.each(this.jobs).forEach((cost) -> readings.add(cost.withSuffix(suffix())));
			task.check();
			return readings;
		}
	}

}
