package io.computeplatform.benchmarks.measure;

import java.util.List;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Drains a backlog in which each job fails a number of times before it succeeds.
 *
 * @param jobs how many
 * @param failures how often each fails
 * @param workers how many run at once
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
	public boolean fits(Contenders contender) {
		return contender.retries();
	}

	@Override
	public List<Reading> take(Contenders contender, Sandbox place) throws Exception {
		try (Contender opened = contender.open(place)) {
			return List.of(Reading.time("drain backlog, failures per job: " + this.failures,
					Drain.nanos(opened, this.jobs, this.workers, this.failures)));
		}
	}

}
