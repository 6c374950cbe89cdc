package io.computeplatform.benchmarks;

import java.util.List;

import io.computeplatform.benchmarks.agent.AgentException;
import io.computeplatform.benchmarks.agent.AgentProcess;
import io.computeplatform.benchmarks.agent.Launcher;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.server.Sandboxes;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Measures the memory of new processes, because the peak is per process lifetime.
 */
final class MemoryRounds {

	static final String NAME = "memory";

	private final Sandboxes sandboxes;

	private final Launcher launcher;

	private final Recorder recorder;

	MemoryRounds(Sandboxes sandboxes, Launcher launcher, Recorder recorder) {
		this.sandboxes = sandboxes;
		this.launcher = launcher;
		this.recorder = recorder;
	}

	void run(Plan plan, List<Contenders> contenders) throws Exception {
		for (int round = 1; round <= plan.rounds(); round++) {
			for (Measure measure : plan.memoryMeasures()) {
				for (Contenders contender : contenders.stream().filter(measure::supports).toList()) {
					measure(measure, round, contender);
				}
			}
		}
	}

	private void measure(Measure measure, int round, Contenders contender) throws Exception {
		Sandbox sandbox = this.sandboxes.create();
		try (AgentProcess agent = this.launcher.start(contender)) {
			agent.run(measure, sandbox);
			this.recorder.record("Memory", round, contender, agent.call("memory",
					(remote) -> remote.peakMemory("peak memory of a process that submits and runs")));
		}
		catch (AgentException ex) {
			this.recorder.fail(ex);
		}
		finally {
			this.sandboxes.remove(sandbox);
		}
	}

}
