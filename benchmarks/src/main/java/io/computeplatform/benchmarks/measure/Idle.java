package io.computeplatform.benchmarks.measure;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Keeps workers idle: no job is submitted.
 *
 * @param seconds how long
 * @param workers how many wait
 */
public record Idle(int seconds, int workers) implements Measure {

	private static final int STARTED_SECONDS = 12;

	@Override
	public String title() {
		return "Idle for %d seconds, workers: %d".formatted(this.seconds, this.workers);
	}

	@Override
	public String name() {
		return "idle";
	}

	@Override
	public boolean fits(Contenders contender) {
		return contender.wakes();
	}

	@Override
	public List<Reading> take(Contenders contender, Sandbox place) throws Exception {
		try (Contender opened = contender.open(place); Costs costs = new Costs(place)) {
			opened.start(this.workers, (work) -> {
				throw new IllegalStateException("Nothing was submitted");
			});
			// What a start leaves to be done is no cost of waiting, and may be counted
			// ten seconds late by PostgreSQL.
			TimeUnit.SECONDS.sleep(STARTED_SECONDS);
			costs.start();
			TimeUnit.SECONDS.sleep(this.seconds);
			return costs.idle(this.seconds);
		}
	}

}
