package io.computeplatform.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.computeplatform.benchmarks.agent.Launcher;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.server.Sandboxes;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Runs measures that need a prefilled sandbox, in turn. Each contender keeps one process
 * and one sandbox.
 */
final class PrefilledRounds {

	/** The round that prefills the sandboxes. It is not recorded. */
	private static final int PREFILL = 0;

	private final Sandboxes sandboxes;

	private final Launcher launcher;

	private final Recorder recorder;

	PrefilledRounds(Sandboxes sandboxes, Launcher launcher, Recorder recorder) {
		this.sandboxes = sandboxes;
		this.launcher = launcher;
		this.recorder = recorder;
	}

	void run(Plan plan, List<Contenders> contenders) throws Exception {
		for (List<Measure> group : plan.prefilled()) {
			List<Contenders> order = new ArrayList<>(
					contenders.stream().filter((contender) -> group.get(0).supports(contender)).toList());
			Map<Contenders, Sandbox> kept = new EnumMap<>(Contenders.class);
			try (AgentPool pool = new AgentPool(this.sandboxes, this.launcher, this.recorder, plan.warmUp())) {
				for (Contenders contender : order) {
					pool.start(contender);
					kept.put(contender, this.sandboxes.create());
				}
				for (Measure measure : group) {
					for (int round = plan.warmUp().measures().isEmpty() ? 1 : PREFILL; round <= plan
						.rounds(); round++) {
						for (Contenders contender : order) {
							List<Reading> readings = pool.run(contender, measure, kept.get(contender));
							if (round != PREFILL) {
								this.recorder.record(measure.title(), round, contender, readings);
							}
						}
						Collections.rotate(order, 1);
					}
				}
			}
			finally {
				for (Sandbox sandbox : kept.values()) {
					this.sandboxes.remove(sandbox);
				}
			}
		}
	}

}
