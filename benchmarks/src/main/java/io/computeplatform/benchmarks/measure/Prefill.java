package io.computeplatform.benchmarks.measure;

import java.util.List;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Prefills a backlog, without measuring.
 *
 * @param jobs number of jobs
 */
public record Prefill(int jobs) implements Measure {

	@Override
	public String title() {
		return "Prefill: %,d jobs".formatted(this.jobs);
	}

	@Override
	public String name() {
		return "prefill";
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		try (Contender opened = contender.open(sandbox)) {
			Jobs.prefill(opened, 0, this.jobs);
			return List.of();
		}
	}

}
