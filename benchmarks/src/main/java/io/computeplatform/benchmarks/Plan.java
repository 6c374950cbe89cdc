package io.computeplatform.benchmarks;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.computeplatform.benchmarks.Chaos.Scenario;
import io.computeplatform.benchmarks.Processes.Sharing;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Backlog;
import io.computeplatform.benchmarks.measure.Bulk;
import io.computeplatform.benchmarks.measure.Drain;
import io.computeplatform.benchmarks.measure.FailedJobs;
import io.computeplatform.benchmarks.measure.Failing;
import io.computeplatform.benchmarks.measure.Finished;
import io.computeplatform.benchmarks.measure.Idle;
import io.computeplatform.benchmarks.measure.Latency;
import io.computeplatform.benchmarks.measure.Measure;
import io.computeplatform.benchmarks.measure.Overload;
import io.computeplatform.benchmarks.measure.Pressure;
import io.computeplatform.benchmarks.measure.SteadyRate;
import io.computeplatform.benchmarks.measure.SteadyState;
import io.computeplatform.benchmarks.measure.Stress;
import io.computeplatform.benchmarks.measure.Submit;
import io.computeplatform.benchmarks.measure.Writes;
import org.jspecify.annotations.Nullable;

/**
 * The measures and their sizes.
 *
 * @param jvm options for the JVM of each contender
 * @param rounds number of rounds
 * @param warmUp warm-up of each process
 * @param measures measures of one process, each in a new sandbox
 * @param distantMeasures such measures with a slow network to PostgreSQL
 * @param longMeasures such measures that are long enough for a single round
 * @param memoryMeasures measures that a new process runs before its peak memory is read
 * @param shared measures of several processes
 * @param prefilled measures in a sandbox that is kept, because prefilling it takes long:
 * groups of measures, the smallest first
 * @param chaos faults to inject
 */
record Plan(List<String> jvm, int rounds, WarmUp warmUp, List<Measure> measures, List<Measure> distantMeasures,
		List<Measure> longMeasures, List<Measure> memoryMeasures, List<Sharing> shared, List<List<Measure>> prefilled,
		Scenario chaos) {

	/** Time that the slow network adds to a request with its response. */
	static final Duration DISTANCE = Duration.ofMillis(1);

	/** Name of the measures with a slow network. */
	private static final String DISTANT = "distance";

	/**
	 * About eight hours.
	 * @param pressure length of each measure under pressure
	 */
	static Plan full(Duration pressure) {
		int workers = 8;
		return new Plan(List.of("-Xms32m", "-Xmx512m"), 5,
				new WarmUp(List.of(new Submit(2_000, 4), new Drain(10_000, workers), new SteadyState(5_000, workers),
						new SteadyRate(800, Duration.ZERO, Duration.ofSeconds(5), 16)), Duration.ofMinutes(1)),
				List.of(new Submit(2_000, 1), new Submit(6_000, 4), new Bulk(20_000), new Drain(20_000, workers),
						new Drain(20_000, 4), new Drain(20_000, 16), new Drain(20_000, 64), new Drain(20_000, 128),
						new Drain(20_000, 256), new Drain(20_000, workers, Duration.ofMillis(1)),
						new Drain(20_000, 64, Duration.ofMillis(1)), new Drain(20_000, 32, Duration.ofMillis(10)),
						new SteadyState(20_000, workers), new SteadyState(20_000, workers, 8), steadyRate(100),
						steadyRate(400), steadyRate(800), new Latency(500, 50, workers), new Failing(5_000, 0, workers),
						new Failing(5_000, 2, workers), new Writes(2_000, workers), new Idle(5, workers)),
				List.of(new Submit(2_000, 4), new Drain(10_000, 64), new Latency(500, 50, 64)),
				List.of(new Pressure(Stress.SNAPSHOT, 800, Duration.ofMinutes(1), pressure, 16),
						new Pressure(Stress.READERS, 800, Duration.ofMinutes(1), pressure, 16),
						new Overload(20_000, pressure.dividedBy(2), 16)),
				List.of(new SteadyState(20_000, workers)),
				List.of(new Sharing(1, workers, 20_000), new Sharing(2, workers, 20_000),
						new Sharing(4, workers, 20_000)),
				List.of(IntStream.of(1_000, 10_000, 100_000, 1_000_000)
					.<Measure>mapToObj((waiting) -> new Backlog(10_000, waiting, workers))
					.toList(), IntStream.of(10_000, 100_000, 1_000_000).<Measure>mapToObj(FailedJobs::new).toList(),
						IntStream.of(10_000, 10_000_000)
							.<Measure>mapToObj((finished) -> new Finished(20_000, finished, workers))
							.toList()),
				new Scenario(
						EnumSet.allOf(Contenders.class)
							.stream()
							.filter(Contenders::recovers)
							.collect(Collectors.toSet()),
						List.of(Fault.values()), 300, workers, Duration.ofSeconds(20), Duration.ofSeconds(20),
						Duration.ofSeconds(40)));
	}

	private static SteadyRate steadyRate(int perSecond) {
		return new SteadyRate(perSecond, Duration.ofSeconds(5), Duration.ofSeconds(20), 16);
	}

	/** Smoke test without meaningful measurements. */
	static Plan brief() {
		int workers = 2;
		return new Plan(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), 1, WarmUp.none(),
				List.of(new Submit(50, 1), new Submit(50, 4), new Bulk(200), new Drain(200, workers),
						new Drain(200, workers, Duration.ofMillis(1)), new SteadyState(200, workers),
						new SteadyState(200, workers, 4),
						new SteadyRate(50, Duration.ofMillis(200), Duration.ofSeconds(1), workers),
						new Latency(20, 50, workers), new Failing(50, 0, workers), new Failing(50, 2, workers),
						new Writes(50, workers), new Idle(1, workers)),
				List.of(new Drain(50, workers)),
				List.of(new Pressure(Stress.SNAPSHOT, 50, Duration.ofMillis(500), Duration.ofSeconds(1), workers),
						new Pressure(Stress.READERS, 50, Duration.ofMillis(500), Duration.ofSeconds(1), workers),
						new Overload(100, Duration.ofSeconds(1), workers)),
				List.of(new SteadyState(200, workers)),
				// More jobs than one process prefetches.
				List.of(new Sharing(2, workers, workers * Contenders.PREFETCH + 100)),
				List.of(List.of(new Backlog(500, 1_000, workers)), List.of(new FailedJobs(5_500)),
						List.of(new Finished(200, 1_000, workers))),
				new Scenario(Set.of(Contenders.COMPUTE_PLATFORM),
						List.of(Fault.RESTART, Fault.EXHAUSTED_CONNECTIONS, Fault.KILLED_WORKERS), 30, workers,
						Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(1)));
	}

	/** Names for {@code --measures}. */
	Set<String> names() {
		return Stream
			.concat(Stream.of(MemoryRounds.NAME, Processes.NAME, DISTANT, Chaos.NAME),
					Stream.of(this.measures, this.longMeasures, this.prefilled.stream().flatMap(List::stream).toList())
						.flatMap(List::stream)
						.map(Measure::name))
			.collect(Collectors.toSet());
	}

	/** Restricts the plan to the chosen rounds and measures. */
	Plan restrictedTo(@Nullable Integer wantedRounds, Set<String> wantedMeasures) {
		Predicate<String> wanted = (name) -> wantedMeasures.isEmpty() || wantedMeasures.contains(name);
		return new Plan(this.jvm, (wantedRounds != null) ? wantedRounds : this.rounds, this.warmUp,
				this.measures.stream().filter((measure) -> wanted.test(measure.name())).toList(),
				wanted.test(DISTANT) ? this.distantMeasures : List.of(),
				this.longMeasures.stream().filter((measure) -> wanted.test(measure.name())).toList(),
				wanted.test(MemoryRounds.NAME) ? this.memoryMeasures : List.of(),
				wanted.test(Processes.NAME) ? this.shared : List.of(),
				this.prefilled.stream().filter((group) -> wanted.test(group.get(0).name())).toList(),
				wanted.test(Chaos.NAME) ? this.chaos : this.chaos.without());
	}

}
