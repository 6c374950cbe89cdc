package io.computeplatform.benchmarks.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.computeplatform.benchmarks.contender.Contenders;

/**
 * Starts processes.
 *
 * @param jvm options for their JVM
 * @param logs folder for their output
 */
public record Launcher(List<String> jvm, Path logs) {

	public AgentProcess start(Contenders contender) throws IOException, ClassNotFoundException {
		return AgentProcess.start(contender, this.jvm, this.logs);
	}

}
