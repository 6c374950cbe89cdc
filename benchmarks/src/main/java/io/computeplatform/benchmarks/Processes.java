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
import io.computeplatform.benchmarks.measure.Prefill;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.measure.Unit;
import io.computeplatform.benchmarks.measure.WorkerGroup.Share;
import io.computeplatform.benchmarks.server.Sandboxes;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Drains a backlog with several processes at once, one contender after the other. The
 * processes of a contender are started and warmed up at its first turn, and kept for all
 * rounds.
 */
final class Processes {

	static final String NAME = "processes";

	private static final long LIMIT = TimeUnit.MINUTES.toNanos(10);

	private final Sandboxes sandboxes;

	private final Launcher launcher;

	private final Recorder recorder;

	Processes(Sandboxes sandboxes, Launcher launcher, Recorder recorder) {
		this.sandboxes = sandboxes;
		this.launcher = launcher;
		this.recorder = recorder;
	}

	void run(Plan plan, List<Contenders> contenders) throws Exception {
		List<Contenders> order = new ArrayList<>(contenders.stream().filter(Contenders::startsNewJobs).toList());
		Map<Contenders, List<AgentProcess>> agentsByContender = new EnumMap<>(Contenders.class);
		try {
			for (int round = 1; round <= plan.rounds(); round++) {
				for (Sharing sharing : plan.shared()) {
					for (Contenders contender : order) {
						share(plan, sharing, round,
								agentsByContender.computeIfAbsent(contender, (key) -> new ArrayList<>()), contender);
					}
					Collections.rotate(order, 1);
				}
			}
		}
		finally {
			agentsByContender.values().forEach(Processes::end);
		}
	}

	private void share(Plan plan, Sharing sharing, int round, List<AgentProcess> agents, Contenders contender)
			throws Exception {
		try {
			if (agents.isEmpty()) {
				start(plan, agents, contender);
			}
			Reading reading = inSandbox(agents,
					(sandbox) -> drain(agents.subList(0, sharing.processes()), sandbox, sharing));
			this.recorder.record(sharing.title(), round, contender, List.of(reading));
		}
		catch (AgentException ex) {
			this.recorder.fail(ex);
			end(agents);
		}
	}

	private void start(Plan plan, List<AgentProcess> agents, Contenders contender) throws Exception {
		int size = plan.shared().stream().mapToInt(Sharing::processes).max().orElseThrow();
		for (int i = 0; i < size; i++) {
			agents.add(this.launcher.start(contender));
		}
		for (AgentProcess agent : agents) {
			plan.warmUp().sharedBy(size).run((measure) -> inSandbox(agents, (sandbox) -> agent.run(measure, sandbox)));
		}
	}

	private static void end(List<AgentProcess> agents) {
		agents.forEach(AgentProcess::close);
		agents.clear();
	}

	private <T> T inSandbox(List<AgentProcess> agents, InSandbox<T> action) throws Exception {
		Sandbox sandbox = this.sandboxes.create();
		try {
			return action.call(sandbox);
		}
		catch (AgentException ex) {
			// Otherwise their remaining threads might declare the queues again.
			end(agents);
			throw ex;
		}
		finally {
			this.sandboxes.remove(sandbox);
		}
	}

	private static Reading drain(List<AgentProcess> agents, Sandbox sandbox, Sharing sharing) throws Exception {
		int jobs = sharing.jobs();
		agents.get(0).run(new Prefill(jobs), sandbox);
		for (AgentProcess agent : agents) {
			agent.run("start", (remote) -> remote.startWorkers(sandbox, sharing.workers(), jobs));
		}
		long start = System.nanoTime();
		for (AgentProcess agent : agents) {
			agent.run("release", Agent::releaseWorkers);
		}
		while (agents.stream().mapToInt((agent) -> agent.call("count", Agent::completedJobs)).sum() < jobs) {
			if (System.nanoTime() - start > LIMIT) {
				throw new AgentException("Jobs were not completed by " + agents.get(0).contender().title());
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
			Share share = agent.call("end", Agent::stopWorkers);
			done.or(share.jobs());
			attempts += share.attempts();
		}
		if (done.cardinality() != jobs || attempts != jobs) {
			throw new AgentException("%s ran %d of %d jobs in %d attempts".formatted(agents.get(0).contender().title(),
					done.cardinality(), jobs, attempts));
		}
	}

	@FunctionalInterface
	private interface InSandbox<T> {

		T call(Sandbox sandbox) throws Exception;

	}

	/**
	 * A backlog that several processes share.
	 *
	 * @param processes number of processes
	 * @param workers jobs that run at once in each process
	 * @param jobs number of jobs
	 */
	record Sharing(int processes, int workers, int jobs) {

		String title() {
			return "Drain throughput: a backlog of %,d jobs, processes: %d, workers per process: %d"
				.formatted(this.jobs, this.processes, this.workers);
		}

	}

}
