package io.computeplatform.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.computeplatform.benchmarks.agent.Launcher;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.report.JsonReport;
import io.computeplatform.benchmarks.report.Machine;
import io.computeplatform.benchmarks.report.MarkdownReport;
import io.computeplatform.benchmarks.report.Report;
import io.computeplatform.benchmarks.report.Results;
import io.computeplatform.benchmarks.server.DelayingProxy;
import io.computeplatform.benchmarks.server.Sandboxes;
import io.computeplatform.benchmarks.server.Servers;
import io.computeplatform.benchmarks.server.Servers.NoServersException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs the benchmark and writes the report.
 */
@Command(name = "benchmarks", showDefaultValues = true,
		description = "Measures Compute Platform compared with alternatives.")
public final class Benchmarks implements Callable<Integer> {

	@Option(names = "--help", usageHelp = true, description = "Shows this help.")
	private boolean help;

	@Option(names = "--short", description = "Small numbers, one round: checks that everything works.")
	private boolean brief;

	@Option(names = "--rounds", description = "Number of rounds.")
	private @Nullable Integer rounds;

	@Option(names = "--pressure", description = "Length of each measure under pressure.")
	private Duration pressure = Duration.ofMinutes(10);

	@Option(names = "--contenders", split = ",", description = "Contenders to measure: ${COMPLETION-CANDIDATES}.")
	private Set<Contenders> contenders = EnumSet.allOf(Contenders.class);

	@Option(names = "--measures", split = ",", completionCandidates = MeasureNames.class,
			description = "Measures to run, all by default: ${COMPLETION-CANDIDATES}.")
	private Set<String> measures = Set.of();

	@Option(names = "--output",
			description = "Folder for performance.md, performance-method.md, performance-tables.md and results.json.")
	private Path output = Path.of("target");

	@Spec
	private CommandSpec command = CommandSpec.create();

	private Benchmarks() {
	}

	@Override
	public Integer call() throws Exception {
		MeasureNames known = new MeasureNames();
		if (!known.containsAll(this.measures)) {
			throw new ParameterException(this.command.commandLine(),
					"%s: only %s can be measured".formatted(this.measures, known));
		}
		Plan plan = (this.brief ? Plan.brief() : Plan.full(this.pressure)).restrictedTo(this.rounds, this.measures);
		Servers servers = Servers.find(System.getenv());
		Results results = new Results();
		Sandboxes sandboxes = new Sandboxes(servers);
		Recorder recorder = new Recorder(results);
		if (this.brief) {
			// The numbers are not used, so contenders may run at the same time.
			runAtOnce(plan, servers, sandboxes, recorder);
		}
		else {
			run(plan, this.contenders, servers, sandboxes, recorder, () -> report(plan, servers, results));
		}
		Path document = report(plan, servers, results);
		System.out.println("Report written to " + document.toAbsolutePath());
		results.failures().forEach(System.err::println);
		return results.failures().isEmpty() ? 0 : 1;
	}

	private Path report(Plan plan, Servers servers, Results results) throws Exception {
		Report report = new Report(LocalDate.now(), Machine.describe(servers, plan.jvm(), this.output), plan.rounds(),
				this.brief, results);
		Path document = MarkdownReport.write(report, this.output);
		Files.writeString(this.output.resolve("results.json"), JsonReport.write(report));
		return document;
	}

	private void runAtOnce(Plan plan, Servers servers, Sandboxes sandboxes, Recorder recorder)
			throws InterruptedException, ExecutionException {
		ExecutorService threads = Executors.newFixedThreadPool(this.contenders.size());
		List<Callable<Boolean>> runs = this.contenders.stream().<Callable<Boolean>>map((contender) -> () -> {
			run(plan, Set.of(contender), servers, sandboxes, recorder, () -> this.output);
			return true;
		}).toList();
		for (Future<Boolean> run : threads.invokeAll(runs)) {
			run.get();
		}
		threads.shutdown();
	}

	/** Writes interim reports, because the run takes long and may be interrupted. */
	private void run(Plan plan, Set<Contenders> chosen, Servers servers, Sandboxes sandboxes, Recorder recorder,
			Callable<Path> soFar) throws Exception {
		List<Contenders> all = chosen.stream().sorted().toList();
		Launcher launcher = new Launcher(plan.jvm(), this.output.resolve("contenders"));
		new Rounds(sandboxes, launcher, recorder).run(plan.measures(), plan.rounds(), plan.warmUp(), all);
		soFar.call();
		runDistant(plan, servers, launcher, recorder, all);
		new MemoryRounds(sandboxes, launcher, recorder).run(plan, all);
		new Processes(sandboxes, launcher, recorder).run(plan, all);
		soFar.call();
		new PrefilledRounds(sandboxes, launcher, recorder).run(plan, all);
		soFar.call();
		new Rounds(sandboxes, launcher, recorder).run(plan.longMeasures(), 1, plan.warmUp(), all);
		soFar.call();
		new Chaos(servers, launcher, recorder).run(plan.chaos(), all);
	}

	/** Measures with a slow network between the contenders and PostgreSQL. */
	private static void runDistant(Plan plan, Servers servers, Launcher launcher, Recorder recorder,
			List<Contenders> contenders) throws Exception {
		if (plan.distantMeasures().isEmpty()) {
			return;
		}
		List<Contenders> recovering = contenders.stream().filter(Contenders::recovers).toList();
		try (DelayingProxy proxy = new DelayingProxy(servers.postgres(), Plan.DISTANCE)) {
			Sandboxes distant = new Sandboxes(new Servers(proxy.address(), servers.rabbit()));
			new Rounds(distant, launcher,
					recorder.withSuffix(", PostgreSQL %d ms apart".formatted(Plan.DISTANCE.toMillis())))
				.run(plan.distantMeasures(), plan.rounds(), plan.warmUp(), recovering);
		}
	}

	public static void main(String[] arguments) {
		// Numbers have one format, also in names of metrics.
		Locale.setDefault(Locale.ROOT);
		System.exit(new CommandLine(new Benchmarks()).setExecutionExceptionHandler((failure, command, parsed) -> {
			if (failure instanceof NoServersException) {
				System.err.println(failure.getMessage());
				return 1;
			}
			throw failure;
		}).execute(arguments));
	}

	private static final class MeasureNames extends TreeSet<String> {

		private MeasureNames() {
			super(Plan.brief().names());
		}

	}

}
