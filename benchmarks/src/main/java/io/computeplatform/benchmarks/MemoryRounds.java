package io.computeplatform.benchmarks;

import java.util.List;

import io.computeplatform.benchmarks.agent.AgentException;
import io.computeplatform.benchmarks.agent.AgentProcess;
import io.computeplatform.benchmarks.agent.Launcher;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.server.Places;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Measures the memory of new processes: the most that one ever had is one of its life.
 */
final class MemoryRounds {

	static final String NAME = "memory";

	private final Places places;

	private final Launcher launcher;

	private final Recorder recorder;

	MemoryRounds(Places places, Launcher launcher, Recorder recorder) {
		this.places = places;
		this.launcher = launcher;
		this.recorder = recorder;
	}

	void run(Plan plan, List<Contenders> contenders) throws Exception {
		for (int round = 1; round <= plan.rounds(); round++) {
			for (Measure life : plan.lives()) {
				for (Contenders contender : contenders.stream().filter(life::fits).toList()) {
					live(life, round, contender);
				}
			}
		}
	}

	private void live(Measure life, int round, Contenders contender) throws Exception {
		Sandbox place = this.places.create();
		try (AgentProcess agent = this.launcher.start(contender)) {
			agent.take(life, place);
			this.recorder.record("Memory", round, contender, agent.call("memory",
					(remote) -> remote.peakMemory("peak memory of a process that submits and runs")));
		}
		catch (AgentException ex) {
			this.recorder.fail(ex);
		}
		finally {
			this.places.remove(place);
		}
	}

}
