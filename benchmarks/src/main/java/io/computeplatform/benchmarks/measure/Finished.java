package io.computeplatform.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.contender.Work;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Submits and runs jobs beside the rows of finished ones.
 *
 * @param jobs number of jobs to run
 * @param finished number of finished jobs
 * @param workers jobs that run at once
 */
public record Finished(int jobs, int finished, int workers) implements Measure {

	@Override
	public String title() {
		return "Steady state beside finished jobs: submit and run %,d jobs, finished: %,d".formatted(this.jobs,
				this.finished);
	}

	@Override
	public String name() {
		return "finished";
	}

	@Override
	public boolean supports(Contenders contender) {
		return contender.keepsFinished();
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		CountingTask task = new CountingTask(this.jobs + 1, 0);
		task.release();
		try (Contender opened = contender.open(sandbox); Costs costs = new Costs(sandbox)) {
			opened.start(this.workers, task);
			opened.submit(Work.of(0));
			task.await(1);
			opened.copyFinished(this.finished);
			List<Work> works = Work.of(1, this.jobs + 1);
			costs.start();
			long start = System.nanoTime();
			Jobs.submitAll(opened, works);
			task.await();
			long nanos = System.nanoTime() - start;
			String suffix = ", finished: %,d".formatted(this.finished);
			List<Reading> readings = new ArrayList<>();
			readings.add(Reading.rate("submit and run" + suffix, this.jobs, nanos));
			costs.each(this.jobs).forEach((cost) -> readings.add(cost.withSuffix(suffix)));
			task.check();
			return readings;
		}
	}

}
