package io.computeplatform.benchmarks;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.computeplatform.benchmarks.agent.Agent;
import io.computeplatform.benchmarks.agent.AgentException;
import io.computeplatform.benchmarks.agent.AgentProcess;
import io.computeplatform.benchmarks.agent.Launcher;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Fill;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.measure.Unit;
import io.computeplatform.benchmarks.measure.WorkerGroup.Share;
import io.computeplatform.benchmarks.server.Places;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Drains a backlog with several processes at once, one contender after the other. Each
 * has as many processes as it needs at most, warmed up, and all the time.
 */
final class Processes {

	static final String NAME = "processes";

	private static final long LIMIT = TimeUnit.MINUTES.toNanos(10);

	private final Places places;

	private final Launcher launcher;

	private final Recorder recorder;

	Processes(Places places, Launcher launcher, Recorder recorder) {
		this.places = places;
		this.launcher = launcher;
		this.recorder = recorder;
	}

	void run(Plan plan, List<Contenders> contenders) throws Exception {
		List<Contenders> order = new ArrayList<>(contenders.stream().filter(Contenders::wakes).toList());
		Map<Contenders, List<AgentProcess>> teams = new EnumMap<>(Contenders.class);
		try {
			for (int round = 1; round <= plan.rounds(); round++) {
				for (Sharing sharing : plan.shared()) {
					for (Contenders contender : order) {
						share(plan, sharing, round, teams.computeIfAbsent(contender, (key) -> new ArrayList<>()),
								contender);
					}
					Collections.rotate(order, 1);
				}
			}
		}
		finally {
			teams.values().forEach(Processes::end);
		}
	}

	private void share(Plan plan, Sharing sharing, int round, List<AgentProcess> team, Contenders contender)
			throws Exception {
		try {
			if (team.isEmpty()) {
				start(plan, team, contender);
			}
			Reading reading = at(team, (place) -> drain(team.subList(0, sharing.processes()), place, sharing));
			this.recorder.record(sharing.title(), round, contender, List.of(reading));
		}
		catch (AgentException ex) {
			this.recorder.fail(ex);
			end(team);
		}
	}

	private void start(Plan plan, List<AgentProcess> team, Contenders contender) throws Exception {
		int size = plan.shared().stream().mapToInt(Sharing::processes).max().orElseThrow();
		for (int i = 0; i < size; i++) {
			team.add(this.launcher.start(contender));
		}
		for (AgentProcess agent : team) {
			plan.warmUp().sharedBy(size).run((measure) -> at(team, (place) -> agent.take(measure, place)));
		}
	}

	private static void end(List<AgentProcess> team) {
		team.forEach(AgentProcess::close);
		team.clear();
	}

	private <T> T at(List<AgentProcess> team, AtPlace<T> action) throws Exception {
		Sandbox place = this.places.create();
		try {
			return action.call(place);
		}
		catch (AgentException ex) {
			// Or what still runs might declare its queues again.
			end(team);
			throw ex;
		}
		finally {
			this.places.remove(place);
		}
	}

	private static Reading drain(List<AgentProcess> agents, Sandbox place, Sharing sharing) throws Exception {
		int jobs = sharing.jobs();
		agents.get(0).take(new Fill(jobs), place);
		for (AgentProcess agent : agents) {
			agent.run("start", (remote) -> remote.startShift(place, sharing.workers(), jobs));
		}
		long start = System.nanoTime();
		for (AgentProcess agent : agents) {
			agent.run("release", Agent::releaseShift);
		}
		while (agents.stream().mapToInt((agent) -> agent.call("count", Agent::doneInShift)).sum() < jobs) {
			if (System.nanoTime() - start > LIMIT) {
				throw new AgentException("Not all jobs were done by " + agents.get(0).contender().title());
			}
			TimeUnit.MILLISECONDS.sleep(2);
		}
		agents.get(0).run("record", (remote) -> remote.awaitRecorded(jobs));
		double seconds = (System.nanoTime() - start) / 1e9;
		check(agents, jobs);
		return new Reading("drain backlog, processes: " + sharing.processes(), Unit.JOBS_PER_SECOND, jobs / seconds);
	}

	private static void check(List<AgentProcess> agents, int jobs) {
		BitSet done = new BitSet(jobs);
		int attempts = 0;
		for (AgentProcess agent : agents) {
			Share share = agent.call("end", Agent::endShift);
			done.or(share.jobs());
			attempts += share.attempts();
		}
		if (done.cardinality() != jobs || attempts != jobs) {
			throw new AgentException("%s ran %d of %d jobs in %d attempts".formatted(agents.get(0).contender().title(),
					done.cardinality(), jobs, attempts));
		}
	}

	@FunctionalInterface
	private interface AtPlace<T> {

		T call(Sandbox place) throws Exception;

	}

	/**
	 * How many processes share how many jobs.
	 *
	 * @param processes how many processes
	 * @param workers how many jobs run at once in each
	 * @param jobs how many jobs
	 */
	record Sharing(int processes, int workers, int jobs) {

		String title() {
			return "Drain throughput: a backlog of %,d jobs, processes: %d, workers per process: %d"
				.formatted(this.jobs, this.processes, this.workers);
		}

	}

}
