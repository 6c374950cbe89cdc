package io.computeplatform.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;

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

	Rounds(Plan plan, List<Contenders> contenders, Places places, Path logs, Results results) {
		this.plan = plan;
		this.contenders = contenders;
		this.places = places;
		this.logs = logs;
		this.results = results;
	}

	void run() throws Exception {
		for (int round = 1; round <= this.plan.rounds(); round++) {
			List<AgentProcess> agents = new ArrayList<>();
			try {
				for (Contenders contender : this.contenders) {
					AgentProcess agent = AgentProcess.start(contender, this.logs);
					agents.add(agent);
					for (Measure measure : this.plan.warmUp()) {
						take(agent, measure);
					}
				}
				for (Measure measure : this.plan.measures()) {
					for (AgentProcess agent : agents) {
						int current = round;
						List<Reading> readings = take(agent, measure);
						readings.forEach((reading) -> this.results.add(current, agent.contender(), reading));
						readings.forEach((reading) -> System.out.printf("round %d: %-24s %-50s %,14.2f %s%n", current,
								agent.contender().title(), reading.metric(), reading.value(), reading.unit().label()));
					}
					Collections.rotate(agents, 1);
				}
			}
			finally {
				agents.forEach(AgentProcess::close);
			}
		}
	}

	private List<Reading> take(AgentProcess agent, Measure measure) throws IOException, SQLException, TimeoutException {
		if (!measure.fits(agent.contender())) {
			return List.of();
		}
		Place place = this.places.create();
		try {
			return agent.take(measure, place);
		}
		finally {
			this.places.remove(place);
		}
	}

}
