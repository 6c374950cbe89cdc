package io.computeplatform.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import io.computeplatform.benchmarks.agent.AgentException;
import io.computeplatform.benchmarks.agent.AgentProcess;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.report.Results;
import io.computeplatform.benchmarks.server.Place;
import io.computeplatform.benchmarks.server.Places;

/**
 * Measures everything of a plan in turn: for each measure, one contender after the other,
 * so that a machine which changes its speed is the same for all. The processes are new in
 * each round.
 */
final class Rounds {

	private final Plan plan;

	private final List<Contenders> contenders;

	private final Places places;

	private final Path logs;

	private final Results results;

	private final Map<Contenders, AgentProcess> agents = new EnumMap<>(Contenders.class);

	Rounds(Plan plan, List<Contenders> contenders, Places places, Path logs, Results results) {
		this.plan = plan;
		this.contenders = contenders;
		this.places = places;
		this.logs = logs;
		this.results = results;
	}

	void run() throws IOException, ClassNotFoundException, SQLException, TimeoutException {
		List<Contenders> order = new ArrayList<>(this.contenders);
		for (int round = 1; round <= this.plan.rounds(); round++) {
			try {
				for (Contenders contender : order) {
					this.agents.put(contender, AgentProcess.start(contender, this.logs));
					for (Measure measure : this.plan.warmUp()) {
						take(contender, measure);
					}
				}
				for (Measure measure : this.plan.measures()) {
					for (Contenders contender : order) {
						for (Reading reading : take(contender, measure)) {
							this.results.add(round, contender, reading);
							System.out.printf("round %d: %-30s %-50s %,14.2f %s%n", round, contender.title(),
									reading.metric(), reading.value(), reading.unit().label());
						}
					}
					Collections.rotate(order, 1);
				}
			}
			finally {
				this.agents.values().forEach(AgentProcess::close);
			}
		}
	}

	/** A failure is reported in the end, and keeps nobody from going on. */
	private List<Reading> take(Contenders contender, Measure measure)
			throws IOException, ClassNotFoundException, SQLException, TimeoutException {
		if (!measure.fits(contender)) {
			return List.of();
		}
		AgentProcess agent = this.agents.get(contender);
		Place place = this.places.create();
		try {
			return agent.take(measure, place);
		}
		catch (AgentException ex) {
			ex.printStackTrace();
			this.results.fail(ex.getMessage());
			agent.close();
			this.agents.put(contender, AgentProcess.start(contender, this.logs));
			return List.of();
		}
		finally {
			this.places.remove(place);
		}
	}

}
