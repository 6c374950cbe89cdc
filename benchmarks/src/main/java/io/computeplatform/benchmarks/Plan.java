package io.computeplatform.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.computeplatform.benchmarks.Processes.Sharing;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Backlog;
import io.computeplatform.benchmarks.measure.Bulk;
import io.computeplatform.benchmarks.measure.Drain;
import io.computeplatform.benchmarks.measure.FailedJobs;
import io.computeplatform.benchmarks.measure.Failing;
import io.computeplatform.benchmarks.measure.Idle;
import io.computeplatform.benchmarks.measure.Latency;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.SteadyState;
import io.computeplatform.benchmarks.measure.Submit;
import io.computeplatform.benchmarks.measure.Writes;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, and how large.
 *
 * @param jvm what the JVM of each contender is told
 * @param rounds how often everything is measured
 * @param warmUp what each process does first, without being measured
 * @param measures what is measured in one process, each at a new place
 * @param lives what a new process does whose memory is measured
 * @param shared what is measured in several processes
 * @param standing what is measured at a place that is kept, because it takes long to fill
 * it: groups of measures, the smallest first
 */
record Plan(List<String> jvm, int rounds, WarmUp warmUp, List<Measure> measures, List<Measure> lives,
		List<Sharing> shared, List<List<Measure>> standing) {

	/** About two hours. */
	static Plan full() {
		int workers = 8;
		return new Plan(List.of("-Xms32m", "-Xmx512m"), 5,
				new WarmUp(List.of(new Submit(2_000, 4), new Drain(10_000, workers), new SteadyState(5_000, workers)),
						Duration.ofMinutes(1)),
				List.of(new Submit(2_000, 1), new Submit(6_000, 4), new Bulk(20_000), new Drain(20_000, workers),
						new SteadyState(20_000, workers), new Latency(500, 50, workers), new Failing(5_000, 0, workers),
						new Failing(5_000, 2, workers), new Writes(2_000, workers), new Idle(5, workers)),
				List.of(new SteadyState(20_000, workers)),
				List.of(new Sharing(1, workers, 20_000), new Sharing(2, workers, 20_000),
						new Sharing(4, workers, 20_000)),
				List.of(IntStream.of(1_000, 10_000, 100_000, 1_000_000)
					.<Measure>mapToObj((waiting) -> new Backlog(10_000, waiting, workers))
					.toList(), IntStream.of(10_000, 100_000, 1_000_000).<Measure>mapToObj(FailedJobs::new).toList()));
	}

	/** Shows that everything still works, and measures nothing. */
	static Plan brief() {
		int workers = 2;
		return new Plan(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), 1, WarmUp.none(),
				List.of(new Submit(50, 1), new Submit(50, 4), new Bulk(200), new Drain(200, workers),
						new SteadyState(200, workers), new Latency(20, 50, workers), new Failing(50, 0, workers),
						new Failing(50, 2, workers), new Writes(50, workers), new Idle(1, workers)),
				List.of(new SteadyState(200, workers)),
				// More jobs than one process holds.
				List.of(new Sharing(2, workers, workers * Contenders.PREFETCH + 100)),
				List.of(List.of(new Backlog(500, 1_000, workers)), List.of(new FailedJobs(5_500))));
	}

	/** What can be asked for. */
	Set<String> names() {
		return Stream
			.concat(Stream.of(MemoryRounds.NAME, Processes.NAME),
					Stream.concat(this.measures.stream(), this.standing.stream().flatMap(List::stream))
						.map(Measure::name))
			.collect(Collectors.toSet());
	}

	/** The same, but only what was asked for. */
	Plan restrictedTo(@Nullable Integer wantedRounds, Set<String> wantedMeasures) {
		Predicate<String> wanted = (name) -> wantedMeasures.isEmpty() || wantedMeasures.contains(name);
		return new Plan(this.jvm, (wantedRounds != null) ? wantedRounds : this.rounds, this.warmUp,
				this.measures.stream().filter((measure) -> wanted.test(measure.name())).toList(),
				wanted.test(MemoryRounds.NAME) ? this.lives : List.of(),
				wanted.test(Processes.NAME) ? this.shared : List.of(),
				this.standing.stream().filter((group) -> wanted.test(group.get(0).name())).toList());
	}

}
