package io.computeplatform.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.computeplatform.benchmarks.agent.Launcher;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.server.Sandboxes;

/**
 * Runs each measure with one contender after the other, so that changes of the machine's
 * speed affect all contenders alike. Each contender has one process, and each measure has
 * its own sandbox.
 */
final class Rounds {

	private final Sandboxes sandboxes;

	private final Launcher launcher;

	private final Recorder recorder;

	Rounds(Sandboxes sandboxes, Launcher launcher, Recorder recorder) {
		this.sandboxes = sandboxes;
		this.launcher = launcher;
		this.recorder = recorder;
	}

	void run(List<Measure> measures, int rounds, WarmUp warmUp, List<Contenders> contenders) throws Exception {
		List<Contenders> order = new ArrayList<>(
				contenders.stream().filter((contender) -> isMeasured(contender, measures)).toList());
		try (AgentPool pool = new AgentPool(this.sandboxes, this.launcher, this.recorder, warmUp)) {
			for (Contenders contender : order) {
				pool.start(contender);
			}
			for (int round = 1; round <= rounds; round++) {
				for (Measure measure : measures) {
					for (Contenders contender : order) {
						this.recorder.record(measure.title(), round, contender, pool.run(contender, measure));
					}
					Collections.rotate(order, 1);
				}
				// Otherwise the same contender would go first in each round if the number
				// of measures is a multiple of the number of contenders.
				Collections.rotate(order, 1);
			}
		}
	}

	private static boolean isMeasured(Contenders contender, List<Measure> measures) {
		return measures.stream().anyMatch((measure) -> measure.supports(contender));
	}

}
