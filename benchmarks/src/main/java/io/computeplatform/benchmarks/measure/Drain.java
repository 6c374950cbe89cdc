package io.computeplatform.benchmarks.measure;

import java.util.List;

import io.computeplatform.benchmarks.contender.Await;
import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Drains a backlog, from the start of the workers until the last job is recorded as done.
 *
 * @param jobs how many
 * @param workers how many run at once
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
	public List<Reading> take(Contenders contender, Sandbox place) throws Exception {
		try (Contender opened = contender.open(place)) {
			return List.of(Reading.rate("drain backlog", this.jobs, nanos(opened, this.jobs, this.workers, 0)));
		}
	}

	static long nanos(Contender contender, int jobs, int workers, int failures) throws Exception {
		Jobs.fill(contender, 0, jobs);
		CountingTask tally = new CountingTask(jobs, failures);
		contender.start(workers, tally);
		tally.awaitHeld();
		long start = System.nanoTime();
		tally.release();
		tally.await();
		Await.until("all jobs on record", () -> contender.isRecorded(jobs));
		long end = System.nanoTime();
		tally.check();
		return end - start;
	}

}
