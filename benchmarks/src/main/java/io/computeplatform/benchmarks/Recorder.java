package io.computeplatform.benchmarks;

import java.util.List;

import io.computeplatform.benchmarks.agent.AgentException;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.report.Results;

/**
 * Prints and stores readings and failures. Failures are reported at the end and do not
 * stop the run.
 */
final class Recorder {

	private final Results results;

	Recorder(Results results) {
		this.results = results;
	}

	void record(String title, int round, Contenders contender, List<Reading> readings) {
		for (Reading reading : readings) {
			this.results.add(title, round, contender, reading);
			System.out.printf("round %d: %-30s %-60s %,14.2f %s%n", round, contender.title(), reading.metric(),
					reading.value(), reading.unit().label());
		}
	}

	void fail(AgentException failure) {
		System.err.printf("%s%n%s%n", failure.getMessage(), failure.getCause());
		this.results.fail(failure.getMessage());
	}

}
