package io.computeplatform.benchmarks.measure;

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
 */
public record Drain(int jobs, int workers) implements Measure {

	@Override
	public String title() {
		return "Drain throughput: a backlog of %,d jobs, workers: %d".formatted(this.jobs, this.workers);
	}

	@Override
	public String name() {
		return "drain";
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		try (Contender opened = contender.open(sandbox)) {
			return List.of(Reading.rate("drain backlog", this.jobs, nanos(opened, this.jobs, this.workers, 0)));
		}
	}

	static long nanos(Contender contender, int jobs, int workers, int failures) throws Exception {
		Jobs.prefill(contender, 0, jobs);
		CountingTask task = new CountingTask(jobs, failures);
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
