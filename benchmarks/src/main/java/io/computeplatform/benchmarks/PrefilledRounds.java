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
import io.computeplatform.benchmarks.server.Places;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Measures in turn what needs a place that is full, each contender in one process and at
 * one place all the time.
 */
final class PrefilledRounds {

	/** The round in which places are filled, which is not recorded. */
	private static final int FILL = 0;

	private final Places places;

	private final Launcher launcher;

	private final Recorder recorder;

	PrefilledRounds(Places places, Launcher launcher, Recorder recorder) {
		this.places = places;
		this.launcher = launcher;
		this.recorder = recorder;
	}

	void run(Plan plan, List<Contenders> contenders) throws Exception {
		for (List<Measure> group : plan.standing()) {
			List<Contenders> order = new ArrayList<>(
					contenders.stream().filter((contender) -> group.get(0).fits(contender)).toList());
			Map<Contenders, Sandbox> standing = new EnumMap<>(Contenders.class);
			try (AgentPool lanes = new AgentPool(this.places, this.launcher, this.recorder, plan.warmUp())) {
				for (Contenders contender : order) {
					lanes.start(contender);
					standing.put(contender, this.places.create());
				}
				for (Measure measure : group) {
					for (int round = plan.warmUp().measures().isEmpty() ? 1 : FILL; round <= plan.rounds(); round++) {
						for (Contenders contender : order) {
							List<Reading> readings = lanes.take(contender, measure, standing.get(contender));
							if (round != FILL) {
								this.recorder.record(measure.title(), round, contender, readings);
							}
						}
						Collections.rotate(order, 1);
					}
				}
			}
			finally {
				for (Sandbox place : standing.values()) {
					this.places.remove(place);
				}
			}
		}
	}

}
