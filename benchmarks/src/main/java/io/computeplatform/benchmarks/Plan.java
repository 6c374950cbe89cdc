package io.computeplatform.benchmarks;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Bulk;
import io.computeplatform.benchmarks.measure.Depth;
import io.computeplatform.benchmarks.measure.Drain;
import io.computeplatform.benchmarks.measure.FailedJobs;
import io.computeplatform.benchmarks.measure.Failing;
import io.computeplatform.benchmarks.measure.Flow;
import io.computeplatform.benchmarks.measure.Latency;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Submit;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, and how large.
 *
 * @param rounds how often everything is measured
 * @param warmUp what each process does first, without being measured
 * @param measures what is measured in one process, each at a new place
 * @param processes in how many processes at once waiting jobs are run
 * @param processJobs how many jobs they share
 * @param standing what is measured at a place that is kept, because it takes long to fill
 * it: groups of measures, the smallest first
 */
record Plan(int rounds, List<Measure> warmUp, List<Measure> measures, List<Integer> processes, int processJobs,
		List<List<Measure>> standing) {

	static final int WORKERS = 8;

	/** More than an hour. */
	static Plan full() {
		return new Plan(5, List.of(new Submit(1_000, 4), new Drain(10_000, WORKERS), new Flow(5_000, WORKERS)),
				List.of(new Submit(2_000, 1), new Submit(6_000, 4), new Bulk(20_000), new Drain(20_000, WORKERS),
						new Flow(20_000, WORKERS), new Latency(500, 50,
								WORKERS),
						new Failing(5_000, 0, WORKERS), new Failing(5_000, 2, WORKERS)),
				List.of(1, 2, 4), 20_000,
				List.of(List.of(new Depth(10_000, 1_000, WORKERS), new Depth(10_000, 10_000, WORKERS),
						new Depth(10_000, 100_000, WORKERS), new Depth(10_000, 1_000_000, WORKERS)),
						List.of(new FailedJobs(10_000), new FailedJobs(100_000), new FailedJobs(1_000_000))));
	}

	/** Shows that everything still works, and measures nothing. */
	static Plan brief() {
		return new Plan(1, List.of(),
				List.of(new Submit(50, 1), new Submit(50, 4), new Bulk(200), new Drain(200, WORKERS),
						new Flow(200, WORKERS), new Latency(20, 50, WORKERS), new Failing(100, 0, WORKERS),
						new Failing(100, 2, WORKERS)),
				// More jobs than one process holds.
				List.of(2), WORKERS * Contenders.PREFETCH + 500,
				List.of(List.of(new Depth(500, 100, WORKERS), new Depth(500, 1_000, WORKERS)),
						List.of(new FailedJobs(5_500))));
	}

	/** The same, but only what was asked for. */
	Plan restrictedTo(@Nullable Integer wantedRounds, Set<String> wantedMeasures) {
		Predicate<String> wanted = (name) -> wantedMeasures.isEmpty() || wantedMeasures.contains(name);
		return new Plan((wantedRounds != null) ? wantedRounds : this.rounds, this.warmUp,
				this.measures.stream().filter((measure) -> wanted.test(measure.name())).toList(),
				wanted.test(Processes.NAME) ? this.processes : List.of(), this.processJobs,
				this.standing.stream().filter((group) -> wanted.test(group.get(0).name())).toList());
	}

}
