package io.computeplatform.benchmarks;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.report.JsonReport;
import io.computeplatform.benchmarks.report.Machine;
import io.computeplatform.benchmarks.report.MarkdownReport;
import io.computeplatform.benchmarks.report.Report;
import io.computeplatform.benchmarks.report.Results;
import io.computeplatform.benchmarks.server.Places;
import io.computeplatform.benchmarks.server.Servers;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures and reports.
 */
@Command(name = "benchmarks", mixinStandardHelpOptions = true, showDefaultValues = true,
		description = "Measures Compute Platform and what could be taken instead, side by side.")
public final class Benchmarks implements Callable<Integer> {

	@Option(names = "--short", description = "Small numbers, one round: shows that everything works.")
	private boolean brief;

	@Option(names = "--rounds", description = "How often everything is measured.")
	private @Nullable Integer rounds;

	@Option(names = "--contenders", split = ",", description = "Who is measured: ${COMPLETION-CANDIDATES}.")
	private Set<Contenders> contenders = EnumSet.allOf(Contenders.class);

	@Option(names = "--measures", split = ",", description = "What is measured. All if not given.")
	private Set<String> measures = Set.of();

	@Option(names = "--output", description = "Folder for performance.md and results.json.")
	private Path output = Path.of("target");

	private Benchmarks() {
	}

	@Override
	public Integer call() throws Exception {
		Plan plan = (this.brief ? Plan.brief() : Plan.full()).restrictedTo(this.rounds, this.measures);
		Servers servers = Servers.find(System.getenv());
		Results results = new Results();
		List<Contenders> all = List.copyOf(EnumSet.copyOf(this.contenders));
		Places places = new Places(servers);
		Path logs = this.output.resolve("contenders");
		Recorder recorder = new Recorder(results);
		new Rounds(places, logs, recorder).run(plan, all);
		new Processes(places, logs, recorder).run(plan, all);
		new StandingRounds(places, logs, recorder).run(plan, all);
		Report report = new Report(LocalDate.now(), Machine.describe(servers), plan.rounds(), this.brief, results);
		Path document = this.output.resolve("performance.md");
		Files.writeString(document, MarkdownReport.write(report));
		Files.writeString(this.output.resolve("results.json"), JsonReport.write(report));
		System.out.println("Reported in " + document.toAbsolutePath());
		results.failures().forEach(System.err::println);
		return results.failures().isEmpty() ? 0 : 1;
	}

	public static void main(String[] arguments) {
		System.exit(new CommandLine(new Benchmarks()).execute(arguments));
	}

}
