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

	private final String suffix;

	Recorder(Results results) {
		this(results, "");
	}

	private Recorder(Results results, String suffix) {
		this.results = results;
		this.suffix = suffix;
	}

	/** A recorder that appends a suffix to titles and metrics. */
	Recorder withSuffix(String added) {
		return new Recorder(this.results, added);
	}

	void record(String title, int round, Contenders contender, List<Reading> readings) {
		for (Reading each : readings) {
			Reading reading = each.withSuffix(this.suffix);
			this.results.add(title + this.suffix, round, contender, reading);
			System.out.printf("round %d: %-30s %-60s %,14.2f %s%n", round, contender.title(), reading.metric(),
					reading.value(), reading.unit().label());
		}
	}

	void fail(AgentException failure) {
		System.err.printf("%s%n%s%n", failure.getMessage(), failure.getCause());
		this.results.fail(failure.getMessage());
	}

}
