package io.computeplatform.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Submits jobs one by one at a fixed rate that saturates nothing, while workers run: the
 * load of a busy application. The cost includes the submit.
 *
 * @param perSecond jobs per second
 * @param warmUp time that is not measured
 * @param time time that is measured
 * @param workers jobs that run at once
 */
public record SteadyRate(int perSecond, Duration warmUp, Duration time, int workers) implements Measure {

	@Override
	public String title() {
		return "Steady rate: %,d jobs per second for %d s, submitted one by one from %d threads, workers: %d"
			.formatted(this.perSecond, this.time.toSeconds(), Jobs.RATE_THREADS, this.workers);
	}

	@Override
	public String name() {
		return "steady-rate";
	}

	@Override
	public boolean supports(Contenders contender) {
		return contender.recovers();
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		int first = Jobs.atRate(this.perSecond, this.warmUp);
		int jobs = Jobs.atRate(this.perSecond, this.time);
		String suffix = ", %,d jobs/s".formatted(this.perSecond);
		StartLatency latency = new StartLatency(first + jobs);
		CountingTask task = new CountingTask(first + jobs, 0);
		task.release();
		List<Reading> readings = new ArrayList<>();
		try (Contender opened = contender.open(sandbox); Costs costs = new Costs(sandbox)) {
			opened.start(this.workers, latency.recorded(task));
			Jobs.submitAtRate(this.perSecond, 0, first, (work) -> latency.submit(opened, work));
			latency.sinceLast();
			int done = task.done();
			costs.start();
			long start = System.nanoTime();
			Jobs.submitAtRate(this.perSecond, first, first + jobs, (work) -> latency.submit(opened, work));
			long nanos = System.nanoTime() - start;
			// Without waiting for the last jobs: as many of the warm-up are in the
			// figures.
			List<Reading> each = costs.each(jobs);
			readings.add(Reading.rate("submit and run" + suffix, task.done() - done, nanos));
			readings.addAll(StartLatency.readings(latency.sinceLast(), suffix));
			each.forEach((cost) -> readings.add(cost.withSuffix(suffix)));
			task.await();
			task.check();
		}
		return readings;
	}

}
