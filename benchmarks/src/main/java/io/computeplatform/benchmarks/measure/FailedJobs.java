package io.computeplatform.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map.Entry;
import java.util.concurrent.Callable;

import io.computeplatform.benchmarks.contender.Administration;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Actions of administrators while many jobs have failed for good: the median time of five
 * calls, after two that are not measured.
 *
 * @param jobs number of failed jobs
 */
public record FailedJobs(int jobs) implements Measure {

	private static final int WARM_UP = 2;

	private static final int CALLS = 5;

	@Override
	public String title() {
		return "Administration, failed jobs: %,d".formatted(this.jobs);
	}

	@Override
	public String name() {
		return "failed-jobs";
	}

	@Override
	public boolean supports(Contenders contender) {
		return contender.hasAdministration();
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		List<Reading> readings = new ArrayList<>();
		try (Administration opened = contender.openAdministration(sandbox)) {
			if (opened.failed() == 0) {
				opened.fail();
			}
			long missing = this.jobs - opened.failed();
			if (missing > 0) {
				opened.copy(opened.jobs(), opened.jobs() + missing - 1);
			}
			for (Entry<String, Callable<?>> action : opened.actions().entrySet()) {
				readings.add(new Reading("%s, failed: %,d".formatted(action.getKey(), this.jobs), Unit.MILLISECONDS,
						median(action.getValue())));
			}
		}
		return readings;
	}

	private static double median(Callable<?> call) throws Exception {
		for (int i = 0; i < WARM_UP; i++) {
			call.call();
		}
		List<Double> times = new ArrayList<>();
		for (int i = 0; i < CALLS; i++) {
			long start = System.nanoTime();
			call.call();
			times.add((System.nanoTime() - start) / 1e6);
		}
		return times.stream().sorted().toList().get(CALLS / 2);
	}

}
