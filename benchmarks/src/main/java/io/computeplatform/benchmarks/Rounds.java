package io.computeplatform.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.computeplatform.benchmarks.agent.Launcher;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.server.Places;

/**
 * Measures in turn: for each measure, one contender after the other, so that a machine
 * which changes its speed is the same for all. Each contender has one process, and each
 * measure a place of its own.
 */
final class Rounds {

	private final Places places;

	private final Launcher launcher;

	private final Recorder recorder;

	Rounds(Places places, Launcher launcher, Recorder recorder) {
		this.places = places;
		this.launcher = launcher;
		this.recorder = recorder;
	}

	void run(Plan plan, List<Contenders> contenders) throws Exception {
		if (plan.measures().isEmpty()) {
			return;
		}
		List<Contenders> order = new ArrayList<>(contenders);
		try (AgentPool lanes = new AgentPool(this.places, this.launcher, this.recorder, plan.warmUp())) {
			for (Contenders contender : order) {
				lanes.start(contender);
			}
			for (int round = 1; round <= plan.rounds(); round++) {
				for (Measure measure : plan.measures()) {
					for (Contenders contender : order) {
						this.recorder.record(measure.title(), round, contender, lanes.take(contender, measure));
					}
					Collections.rotate(order, 1);
				}
				// Or who comes first would be the same in each round if there are as many
				// contenders as measures.
				Collections.rotate(order, 1);
			}
		}
	}

}
