package io.computeplatform.benchmarks.measure;

import java.util.List;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Drains a backlog in which each job fails a number of times before it succeeds.
 *
 * @param jobs number of jobs
 * @param failures failures of each job
 * @param workers jobs that run at once
 */
public record Failing(int jobs, int failures, int workers) implements Measure {

	@Override
	public String title() {
		return "Drain with failures: a backlog of %,d jobs, failures per job: %d".formatted(this.jobs, this.failures);
	}

	@Override
	public String name() {
		return "failing";
	}

	@Override
	public boolean supports(Contenders contender) {
		return contender.retries();
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		try (Contender opened = contender.open(sandbox)) {
			return List.of(Reading.time("drain backlog, failures per job: " + this.failures,
					Drain.nanos(opened, this.workers, new CountingTask(this.jobs, this.failures))));
		}
	}

}
