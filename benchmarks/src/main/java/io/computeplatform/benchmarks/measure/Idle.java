package io.computeplatform.benchmarks.measure;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Keeps workers idle: no job is submitted.
 *
 * @param seconds duration
 * @param workers number of workers
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
	public boolean supports(Contenders contender) {
		return contender.startsNewJobs();
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		try (Contender opened = contender.open(sandbox); Costs costs = new Costs(sandbox)) {
			opened.start(this.workers, (work) -> {
				throw new IllegalStateException("Nothing was submitted");
			});
			// Work that the start causes is not idle cost, and PostgreSQL may count it
			// ten seconds later.
			TimeUnit.SECONDS.sleep(STARTED_SECONDS);
			costs.start();
			TimeUnit.SECONDS.sleep(this.seconds);
			return costs.idle(this.seconds);
		}
	}

}
