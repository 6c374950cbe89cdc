package io.computeplatform.benchmarks;

import java.io.File;
import java.util.Map;
import java.util.TreeMap;

import io.computeplatform.benchmarks.agent.Agent;
import io.computeplatform.benchmarks.agent.AgentProcess;
import io.computeplatform.benchmarks.agent.Launcher;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.server.PrivatePostgres;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * The processes of a contender, one that submits and two with workers, and what a fault
 * may do to them and to PostgreSQL.
 */
final class ChaosScene {

	/** Processes with workers. The submitter has the next number. */
	private static final int PROCESSES = 2;

	private final Launcher launcher;

	private final Contenders contender;

	private final PrivatePostgres postgres;

	private final Sandbox sandbox;

	private final int workers;

	private final File runs;

	private final Map<Integer, AgentProcess> processes;

	private long end;

	/**
	 * Creates a scene.
	 * @param workers jobs that run at once in each process
	 * @param runs file for the attempts
	 * @param processes processes of an earlier scene, changed by this one
	 */
	ChaosScene(Launcher launcher, Contenders contender, PrivatePostgres postgres, Sandbox sandbox, int workers,
			File runs, Map<Integer, AgentProcess> processes) {
		this.launcher = launcher;
		this.contender = contender;
		this.postgres = postgres;
		this.sandbox = sandbox;
		this.workers = workers;
		this.runs = runs;
		this.processes = processes;
	}

	PrivatePostgres postgres() {
		return this.postgres;
	}

	Sandbox sandbox() {
		return this.sandbox;
	}

	void endAt(long nanoTime) {
		this.end = nanoTime;
	}

	boolean isOver() {
		return System.nanoTime() - this.end >= 0;
	}

	void startWorkers() throws Exception {
		for (int number = 0; number < PROCESSES; number++) {
			startWorker(number);
		}
	}

	AgentProcess submitter() throws Exception {
		return process(PROCESSES);
	}

	private AgentProcess process(int number) throws Exception {
		AgentProcess known = this.processes.get(number);
		if (known != null) {
			return known;
		}
		AgentProcess started = this.launcher.start(this.contender);
		this.processes.put(number, started);
		return started;
	}

	void startWorker(int number) throws Exception {
		process(number).run("start", (remote) -> remote.recordRuns(this.sandbox, this.workers, this.runs));
	}

	void killWorker(int number) {
		AgentProcess process = this.processes.remove(number);
		if (process != null) {
			process.close();
		}
	}

	void stopWorkers() {
		this.processes.forEach((number, process) -> {
			if (number < PROCESSES) {
				process.run("stop", Agent::stopRuns);
			}
		});
	}

}
