package io.computeplatform.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.computeplatform.benchmarks.contender.Await;
import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Drains a backlog, from the start of the workers until the last job is recorded as
 * complete.
 *
 * @param jobs number of jobs
 * @param workers jobs that run at once
 * @param work time that each job takes, without CPU time
 */
public record Drain(int jobs, int workers, Duration work) implements Measure {

	public Drain(int jobs, int workers) {
		this(jobs, workers, Duration.ZERO);
	}

	@Override
	public String title() {
		return "Drain throughput: a backlog of %,d jobs, workers: %d%s".formatted(this.jobs, this.workers, suffix());
	}

	private String suffix() {
		return this.work.isZero() ? "" : ", work per job: %d ms".formatted(this.work.toMillis());
	}

	@Override
	public String name() {
		return "drain";
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		try (Contender opened = contender.open(sandbox)) {
			long nanos = nanos(opened, this.workers, new CountingTask(this.jobs, 0, this.work));
			String size = "workers: %d%s".formatted(this.workers, suffix());
			List<Reading> readings = new ArrayList<>();
			readings.add(Reading.rate("drain backlog, " + size, this.jobs, nanos));
			if (!this.work.isZero()) {
				double ideal = (double) this.work.toNanos() * this.jobs / this.workers;
				readings.add(new Reading("share of the ideal, " + size, Unit.SHARE, ideal / nanos));
			}
			return readings;
		}
	}

	static long nanos(Contender contender, int workers, CountingTask task) throws Exception {
		int jobs = task.jobs();
		Jobs.prefill(contender, 0, jobs);
		contender.start(workers, task);
		task.awaitHeld();
		long start = System.nanoTime();
		task.release();
		task.await();
		Await.until("all jobs recorded as complete", () -> contender.isRecorded(jobs));
		long end = System.nanoTime();
		task.check();
		return end - start;
	}

}
