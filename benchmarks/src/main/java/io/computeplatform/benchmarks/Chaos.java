package io.computeplatform.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.computeplatform.benchmarks.agent.AgentException;
import io.computeplatform.benchmarks.agent.AgentProcess;
import io.computeplatform.benchmarks.agent.Launcher;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.measure.RecordedSubmits;
import io.computeplatform.benchmarks.measure.RunLog;
import io.computeplatform.benchmarks.measure.RunLog.Entry;
import io.computeplatform.benchmarks.measure.Unit;
import io.computeplatform.benchmarks.server.PrivatePostgres;
import io.computeplatform.benchmarks.server.Sandbox;
import io.computeplatform.benchmarks.server.Sandboxes;
import io.computeplatform.benchmarks.server.Servers;

import org.springframework.util.FileSystemUtils;

/**
 * Injects faults while one process submits jobs at a fixed rate and two others run them,
 * on a PostgreSQL of its own. Each fault has a new sandbox.
 */
final class Chaos {

	static final String NAME = "chaos";

	private final Servers servers;

	private final Launcher launcher;

	private final Recorder recorder;

	Chaos(Servers servers, Launcher launcher, Recorder recorder) {
		this.servers = servers;
		this.launcher = launcher;
		this.recorder = recorder;
	}

	void run(Scenario scenario, List<Contenders> contenders) throws Exception {
		List<Contenders> chosen = contenders.stream().filter(scenario.contenders()::contains).toList();
		if (chosen.isEmpty()) {
			return;
		}
		Optional<PrivatePostgres> created = PrivatePostgres.create(this.servers.postgres());
		if (created.isEmpty()) {
			System.out.println("Faults are not injected: PostgreSQL is not installed on this machine, "
					+ "or its user is not a superuser");
			return;
		}
		try (PrivatePostgres postgres = created.get()) {
			Sandboxes sandboxes = new Sandboxes(new Servers(postgres.address(), this.servers.rabbit()));
			for (Contenders contender : chosen) {
				run(scenario, contender, postgres, sandboxes);
			}
		}
	}

	private void run(Scenario scenario, Contenders contender, PrivatePostgres postgres, Sandboxes sandboxes)
			throws Exception {
		Map<Integer, AgentProcess> processes = new TreeMap<>();
		try {
			for (Fault fault : scenario.faults()) {
				Sandbox sandbox = sandboxes.create();
				try {
					this.recorder.record(scenario.title(fault), 1, contender,
							run(scenario, fault, contender, postgres, sandbox, processes));
				}
				catch (AgentException ex) {
					this.recorder.fail(ex);
					end(processes);
				}
				finally {
					sandboxes.remove(sandbox);
				}
			}
		}
		finally {
			end(processes);
		}
	}

	private static void end(Map<Integer, AgentProcess> processes) {
		processes.values().forEach(AgentProcess::close);
		processes.clear();
	}

	private List<Reading> run(Scenario scenario, Fault fault, Contenders contender, PrivatePostgres postgres,
			Sandbox sandbox, Map<Integer, AgentProcess> processes) throws Exception {
		Path folder = Files.createTempDirectory("benchmark-chaos-");
		File runs = Files.createFile(folder.resolve("runs")).toFile();
		File accepted = Files.createFile(folder.resolve("accepted")).toFile();
		ExecutorService executor = Executors.newSingleThreadExecutor();
		try {
			ChaosScene scene = new ChaosScene(this.launcher, contender, postgres, sandbox, scenario.workers(), runs,
					processes);
			AgentProcess submitter = scene.submitter();
			scene.startWorkers();
			Future<List<Reading>> submits = executor.submit(() -> submitter
				.run(new RecordedSubmits(scenario.perSecond(), scenario.submitted(), accepted), sandbox));
			awaitFirst(contender, runs, submits);
			sleep(scenario.calm().multipliedBy(2));
			long start = System.currentTimeMillis();
			scene.endAt(System.nanoTime() + scenario.fault().toNanos());
			fault.inject(scene);
			while (!scene.isOver()) {
				TimeUnit.MILLISECONDS.sleep(20);
			}
			long end = System.currentTimeMillis();
			List<Reading> refused = get(submits);
			Set<Integer> jobs = new HashSet<>(RunLog.read(accepted).stream().map(Entry::job).toList());
			List<Entry> all = awaitRuns(jobs, runs);
			scene.stopWorkers();
			return readings(scenario, fault, start, end, jobs, all, refused);
		}
		finally {
			executor.shutdown();
			FileSystemUtils.deleteRecursively(folder);
		}
	}

	private static void sleep(Duration time) throws InterruptedException {
		TimeUnit.NANOSECONDS.sleep(time.toNanos());
	}

	private static void awaitFirst(Contenders contender, File runs, Future<?> submits) throws Exception {
		while (runs.length() == 0) {
			if (submits.isDone()) {
				get(submits);
				throw new AgentException("%s ran no job".formatted(contender.title()));
			}
			TimeUnit.MILLISECONDS.sleep(20);
		}
	}

	private static <T> T get(Future<T> future) throws Exception {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof AgentException failure) {
				throw failure;
			}
			throw ex;
		}
	}

	/** Waits until all jobs have run, or none of the missing ones for a long time. */
	private static List<Entry> awaitRuns(Set<Integer> jobs, File runs) throws IOException, InterruptedException {
		long length = -1;
		long since = System.nanoTime();
		while (true) {
			List<Entry> all = RunLog.read(runs);
			Set<Integer> missing = new HashSet<>(jobs);
			all.forEach((run) -> missing.remove(run.job()));
			if (missing.isEmpty() || System.nanoTime() - since > Scenario.LOST.toNanos()) {
				return all;
			}
			if (runs.length() != length) {
				length = runs.length();
				since = System.nanoTime();
			}
			TimeUnit.MILLISECONDS.sleep(100);
		}
	}

	private static List<Reading> readings(Scenario scenario, Fault fault, long start, long end, Set<Integer> accepted,
			List<Entry> runs, List<Reading> refused) {
		long calm = scenario.calm().toMillis();
		long settled = end + scenario.settle().toMillis();
		double before = count(runs, start - calm, start);
		Set<Integer> run = new HashSet<>(runs.stream().map(Entry::job).toList());
		long[] times = runs.stream().mapToLong(Entry::at).sorted().toArray();
		long pause = 0;
		for (int i = 1; i < times.length; i++) {
			pause = Math.max(pause, times[i] - times[i - 1]);
		}
		List<Reading> readings = new ArrayList<>();
		if (before > 0 && times[times.length - 1] >= settled + calm) {
			readings.add(new Reading("share of the rate after recovery", Unit.SHARE,
					count(runs, settled, settled + calm) / before));
		}
		readings
			.add(new Reading("jobs lost", Unit.JOBS, accepted.stream().filter((job) -> !run.contains(job)).count()));
		readings.add(new Reading("jobs run more than once", Unit.JOBS, countRepeated(runs)));
		readings.add(new Reading("longest time without a job", Unit.SECONDS, pause / 1e3));
		readings.addAll(refused);
		return readings.stream().map((reading) -> reading.withSuffix(", " + fault.title())).toList();
	}

	private static long count(List<Entry> runs, long from, long to) {
		return runs.stream().filter((run) -> run.at() >= from && run.at() < to).count();
	}

	private static long countRepeated(List<Entry> runs) {
		Set<Integer> seen = new HashSet<>();
		return runs.stream().filter((run) -> !seen.add(run.job())).map(Entry::job).distinct().count();
	}

	/**
	 * Rates and times, the same for each fault.
	 *
	 * @param contenders contenders to measure
	 * @param faults faults to inject
	 * @param perSecond jobs per second
	 * @param workers jobs that run at once in each process
	 * @param calm time in which the rate is measured, before the fault, after a warm-up
	 * of the same length, and after recovery
	 * @param fault duration of the fault
	 * @param settle time for recovery
	 */
	record Scenario(Set<Contenders> contenders, List<Fault> faults, int perSecond, int workers, Duration calm,
			Duration fault, Duration settle) {

		/** Longer than the longest lease of a lost worker. */
		private static final Duration LOST = Duration.ofMinutes(1);

		private String title(Fault fault) {
			return "Chaos: %s, %,d jobs per second, workers: 2 x %d".formatted(fault.title(), this.perSecond,
					this.workers);
		}

		/** Longer than needed, because the end of a fault may be late. */
		private Duration submitted() {
			return this.calm.multipliedBy(4).plus(this.fault).plus(this.settle);
		}

		Scenario without() {
			return new Scenario(Set.of(), this.faults, this.perSecond, this.workers, this.calm, this.fault,
					this.settle);
		}

	}

}
