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
import io.computeplatform.benchmarks.server.Places;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * A process for each contender, warmed up. One that failed is replaced when it is needed
 * again, and the new one is warmed up too.
 */
final class AgentPool implements AutoCloseable {

	private final Places places;

	private final Launcher launcher;

	private final Recorder recorder;

	private final WarmUp warmUp;

	private final Map<Contenders, AgentProcess> agents = new EnumMap<>(Contenders.class);

	AgentPool(Places places, Launcher launcher, Recorder recorder, WarmUp warmUp) {
		this.places = places;
		this.launcher = launcher;
		this.recorder = recorder;
		this.warmUp = warmUp;
	}

	/** Starts a process, before anything is measured. */
	void start(Contenders contender) throws Exception {
		orFail(contender, () -> agent(contender));
	}

	/** Measures at a new place. */
	List<Reading> take(Contenders contender, Measure measure) throws Exception {
		if (!measure.fits(contender)) {
			return List.of();
		}
		return orFail(contender, () -> takeAtNewPlace(agent(contender), measure)).orElse(List.of());
	}

	/** Measures at a place that is kept. */
	List<Reading> take(Contenders contender, Measure measure, Sandbox place) throws Exception {
		return orFail(contender, () -> agent(contender).take(measure, place)).orElse(List.of());
	}

	private AgentProcess agent(Contenders contender) throws Exception {
		AgentProcess known = this.agents.get(contender);
		if (known != null) {
			return known;
		}
		AgentProcess started = this.launcher.start(contender);
		this.agents.put(contender, started);
		this.warmUp.run((measure) -> {
			if (measure.fits(contender)) {
				takeAtNewPlace(started, measure);
			}
		});
		return started;
	}

	private List<Reading> takeAtNewPlace(AgentProcess agent, Measure measure) throws Exception {
		Sandbox place = this.places.create();
		try {
			return agent.take(measure, place);
		}
		catch (AgentException ex) {
			// Or what still runs might declare its queues again.
			agent.close();
			throw ex;
		}
		finally {
			this.places.remove(place);
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
