package io.computeplatform.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import io.computeplatform.benchmarks.agent.AgentException;
import io.computeplatform.benchmarks.agent.AgentProcess;
import io.computeplatform.benchmarks.agent.Launcher;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.server.Place;
import io.computeplatform.benchmarks.server.Places;

/**
 * A process for each contender, warmed up. One that failed is replaced.
 */
final class Lanes implements AutoCloseable {

	private final Places places;

	private final Launcher launcher;

	private final Recorder recorder;

	private final Map<Contenders, AgentProcess> agents = new EnumMap<>(Contenders.class);

	Lanes(Places places, Launcher launcher, Recorder recorder) {
		this.places = places;
		this.launcher = launcher;
		this.recorder = recorder;
	}

	void start(Contenders contender, WarmUp warmUp) throws Exception {
		this.agents.put(contender, this.launcher.start(contender));
		warmUp.run((measure) -> take(contender, measure));
	}

	/** Measures at a new place. */
	List<Reading> take(Contenders contender, Measure measure) throws Exception {
		if (!measure.fits(contender)) {
			return List.of();
		}
		Place place = this.places.create();
		try {
			return take(contender, measure, place);
		}
		finally {
			this.places.remove(place);
		}
	}

	List<Reading> take(Contenders contender, Measure measure, Place place) throws Exception {
		AgentProcess agent = this.agents.get(contender);
		try {
			return agent.take(measure, place);
		}
		catch (AgentException ex) {
			this.recorder.fail(ex);
			agent.close();
			this.agents.put(contender, this.launcher.start(contender));
			return List.of();
		}
	}

	@Override
	public void close() {
		this.agents.values().forEach(AgentProcess::close);
	}

}
