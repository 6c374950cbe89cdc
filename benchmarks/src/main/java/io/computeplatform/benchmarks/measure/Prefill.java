package io.computeplatform.benchmarks.measure;

import java.util.List;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Makes jobs wait, which measures nothing.
 *
 * @param jobs how many
 */
public record Fill(int jobs) implements Measure {

	@Override
	public String title() {
		return "Let %,d jobs wait".formatted(this.jobs);
	}

	@Override
	public String name() {
		return "fill";
	}

	@Override
	public List<Reading> take(Contenders contender, Sandbox place) throws Exception {
		try (Contender opened = contender.open(place)) {
			Jobs.fill(opened, 0, this.jobs);
			return List.of();
		}
	}

}
