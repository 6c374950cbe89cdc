package io.computeplatform.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

import io.computeplatform.benchmarks.agent.AgentException;
import io.computeplatform.benchmarks.agent.AgentProcess;
import io.computeplatform.benchmarks.agent.Launcher;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.server.Sandboxes;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * A warmed-up process for each contender. A process that failed is replaced when it is
 * needed again, and the new one is warmed up too.
 */
final class AgentPool implements AutoCloseable {

	private final Sandboxes sandboxes;

	private final Launcher launcher;

	private final Recorder recorder;

	private final WarmUp warmUp;

	private final Map<Contenders, AgentProcess> agents = new EnumMap<>(Contenders.class);

	AgentPool(Sandboxes sandboxes, Launcher launcher, Recorder recorder, WarmUp warmUp) {
		this.sandboxes = sandboxes;
		this.launcher = launcher;
		this.recorder = recorder;
		this.warmUp = warmUp;
	}

	/** Starts and warms up a process before the measurements. */
	void start(Contenders contender) throws Exception {
		orFail(contender, () -> agent(contender));
	}

	/** Runs a measure in a new sandbox, if the contender supports it. */
	List<Reading> run(Contenders contender, Measure measure) throws Exception {
		if (!measure.supports(contender)) {
			return List.of();
		}
		return orFail(contender, () -> runInNewSandbox(agent(contender), measure)).orElse(List.of());
	}

	/** Runs a measure in an existing sandbox. */
	List<Reading> run(Contenders contender, Measure measure, Sandbox sandbox) throws Exception {
		return orFail(contender, () -> agent(contender).run(measure, sandbox)).orElse(List.of());
	}

	private AgentProcess agent(Contenders contender) throws Exception {
		AgentProcess known = this.agents.get(contender);
		if (known != null) {
			return known;
		}
		AgentProcess started = this.launcher.start(contender);
		this.agents.put(contender, started);
		this.warmUp.run((measure) -> {
			if (measure.supports(contender)) {
				runInNewSandbox(started, measure);
			}
		});
		return started;
	}

	private List<Reading> runInNewSandbox(AgentProcess agent, Measure measure) throws Exception {
		Sandbox sandbox = this.sandboxes.create();
		try {
			return agent.run(measure, sandbox);
		}
		catch (AgentException ex) {
			// Otherwise its remaining threads might declare the queues again.
			agent.close();
			throw ex;
		}
		finally {
			this.sandboxes.remove(sandbox);
		}
	}

	private <T> Optional<T> orFail(Contenders contender, Callable<T> action) throws Exception {
		try {
			return Optional.of(action.call());
		}
		catch (AgentException ex) {
			this.recorder.fail(ex);
			AgentProcess failed = this.agents.remove(contender);
			if (failed != null) {
				failed.close();
			}
			return Optional.empty();
		}
	}

	@Override
	public void close() {
		this.agents.values().forEach(AgentProcess::close);
	}

}
