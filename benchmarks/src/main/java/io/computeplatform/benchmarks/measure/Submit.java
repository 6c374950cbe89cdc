package io.computeplatform.benchmarks.measure;

import java.util.List;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.contender.Work;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Submits jobs one by one, while no worker runs.
 *
 * @param jobs number of jobs
 * @param threads number of submitting threads
 */
public record Submit(int jobs, int threads) implements Measure {

	@Override
	public String title() {
		return "Submit throughput: %,d jobs one by one, threads: %d".formatted(this.jobs, this.threads);
	}

	@Override
	public String name() {
		return "submit";
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		try (Contender opened = contender.open(sandbox)) {
			List<Work> works = Work.of(0, this.jobs);
			long start = System.nanoTime();
			Jobs.submit(opened, this.threads, works);
			long nanos = System.nanoTime() - start;
			Jobs.awaitWaiting(opened, this.jobs);
			return List.of(Reading.rate("submit, threads: " + this.threads, this.jobs, nanos));
		}
	}

}
