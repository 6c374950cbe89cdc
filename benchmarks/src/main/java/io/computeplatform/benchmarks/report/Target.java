package io.computeplatform.benchmarks.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.report.Results.Metric;

/**
 * A target of Compute Platform, as a ratio of two numbers of one run.
 *
 * @param ratio description of the ratio
 * @param limit the limit of the ratio
 * @param atLeast whether more is better
 * @param measured the measured ratio, if both numbers were measured
 */
record Target(String ratio, double limit, boolean atLeast, OptionalDouble measured) {

	private static final Contenders OURS = Contenders.COMPUTE_PLATFORM;

	private static final String RUN = "drain backlog, workers: 8";

	private static final String BULK = "submit in bulk";

	private static final String SUBMIT = "submit, threads: 4";

	private static final String CPU = "CPU time of the whole machine";

	private static final String LATENCY = "start latency, p50";

	private static final String FAILING = "drain backlog, failures per job: ";

	static List<Target> of(Results results) {
		List<Target> targets = new ArrayList<>();
		addThroughput(targets, results);
		addSteadyRate(targets, results);
		targets.add(most(1.2, LATENCY, dbScheduler(LATENCY, results), results));
		targets.add(most(1.5, "start latency, p99", dbScheduler("start latency, p99", results), results));
		targets.add(most(2.2, LATENCY, Contenders.SPRING_AMQP, results));
		targets.add(most(0.7, FAILING + 2, dbScheduler(FAILING + 2, results), results));
		targets.add(new Target(FAILING + "2, compared with 0", 3.3, false,
				quotient(results.median(FAILING + 2, OURS), results.median(FAILING + 0, OURS))));
		for (String action : List.of("first page", "hundredth page", "page of a failure group")) {
			targets.add(growth(2, action + ", failed: ", results));
		}
		targets.add(growth(1.3, "submit and run, backlog: ", results));
		targets.add(growth(1.1, "submit and run, finished: ", results));
		// Constant, with a tolerance for objects that the collector leaves.
		targets.add(growth(1.05, "live heap, backlog: ", results));
		String memory = "peak memory of a process that submits and runs";
		targets.add(most(1.3, memory, dbScheduler(memory, results), results));
		addPressure(targets, results);
		return targets;
	}

	private static void addThroughput(List<Target> targets, Results results) {
		targets.add(least(1.8, RUN, dbScheduler(RUN, results), results));
		targets.add(least(6, RUN, Contenders.JOBRUNR, results));
		targets.add(least(1, RUN, Contenders.SPRING_AMQP, results));
		String many = "drain backlog, workers: 64";
		targets.add(least(2, many, dbScheduler(many, results), results));
		targets.add(least(6, many, Contenders.JOBRUNR, results));
		String shortJobs = "drain backlog, workers: 8, work per job: 1 ms";
		targets.add(least(1.3, shortJobs, dbScheduler(shortJobs, results), results));
		targets.add(own(0.88, true, "share of the ideal, workers: 32, work per job: 10 ms", results));
		targets.add(least(0.7, BULK, dbScheduler(BULK, results), results));
		targets.add(least(0.9, "submit in bulk, until all are published", Contenders.RAW_CLIENT, results));
		targets.add(least(1, "submit, threads: 1", dbScheduler("submit, threads: 1", results), results));
		targets.add(least(1, SUBMIT, dbScheduler(SUBMIT, results), results));
		targets.add(least(2, SUBMIT, Contenders.NAIVE, results));
		targets.add(most(1, CPU, dbScheduler(CPU, results), results));
		String oneByOne = CPU + ", submitting threads: 8";
		targets.add(most(1, oneByOne, dbScheduler(oneByOne, results), results));
	}

	private static void addSteadyRate(List<Target> targets, Results results) {
		for (int perSecond : List.of(100, 400, 800)) {
			String cpu = "%s, %d jobs/s".formatted(CPU, perSecond);
			targets.add(most(0.8, cpu, dbScheduler(cpu, results), results));
			targets.add(most(0.5, cpu, Contenders.JOBRUNR, results));
		}
		for (String percentile : List.of("p50", "p99")) {
			String latency = "start latency, %s, 800 jobs/s".formatted(percentile);
			targets.add(most(1.2, latency, dbScheduler(latency, results), results));
		}
	}

	private static void addPressure(List<Target> targets, Results results) {
		for (String beside : List.of("beside an open snapshot", "beside four overlapping readers")) {
			// All jobs, with a tolerance for those that end in the next interval.
			targets.add(own(0.99, true, "share of the rate, " + beside, results));
			targets.add(own(2, false, "start latency, p99, compared with before, " + beside, results));
			targets.add(own(2, false, "buffers per look of the relay, compared with before, " + beside, results));
		}
		targets.add(own(2, false, "start latency, p99, compared with before, after an overload", results));
		targets.add(own(2, false, "buffers per look of the relay, compared with before, after an overload", results));
	}

	/** A number that is a ratio itself. */
	private static Target own(double limit, boolean atLeast, String metric, Results results) {
		return new Target(metric, limit, atLeast, results.median(metric, OURS));
	}

	/** The better of the two db-scheduler contenders. */
	private static Contenders dbScheduler(String metric, Results results) {
		OptionalDouble ratio = results.ratio(metric, Contenders.DB_SCHEDULER_FETCH, Contenders.DB_SCHEDULER_LOCK);
		boolean more = results.moreIsBetter(metric);
		return (ratio.isPresent() && (ratio.getAsDouble() > 1) == more) ? Contenders.DB_SCHEDULER_FETCH
				: Contenders.DB_SCHEDULER_LOCK;
	}

	private static Target least(double limit, String metric, Contenders other, Results results) {
		return new Target("%s, compared with %s".formatted(metric, other.title()), limit, true,
				results.ratio(metric, OURS, other));
	}

	private static Target most(double limit, String metric, Contenders other, Results results) {
		return new Target("%s, compared with %s".formatted(metric, other.title()), limit, false,
				results.ratio(metric, OURS, other));
	}

	/** Ratio of the cost at the largest size to that at the smallest. */
	private static Target growth(double limit, String prefix, Results results) {
		List<Metric> sizes = results.metrics().stream().filter((metric) -> metric.name().startsWith(prefix)).toList();
		if (sizes.isEmpty()) {
			return new Target(prefix + "-", limit, false, OptionalDouble.empty());
		}
		Metric smallest = sizes.get(0);
		Metric largest = sizes.get(sizes.size() - 1);
		boolean inverse = smallest.unit().moreIsBetter();
		return new Target("%s, compared with %s".formatted(largest.name(), smallest.name().substring(prefix.length())),
				limit, false, inverse ? quotient(smallest.median(OURS), largest.median(OURS))
						: quotient(largest.median(OURS), smallest.median(OURS)));
	}

	private static OptionalDouble quotient(OptionalDouble dividend, OptionalDouble divisor) {
		return (dividend.isPresent() && divisor.isPresent())
				? OptionalDouble.of(dividend.getAsDouble() / divisor.getAsDouble()) : OptionalDouble.empty();
	}

	String wanted() {
		return "at %s %.2f".formatted(this.atLeast ? "least" : "most", this.limit);
	}

	String verdict() {
		if (this.measured.isEmpty()) {
			return "";
		}
		double value = this.measured.getAsDouble();
		return (this.atLeast ? value >= this.limit : value <= this.limit) ? "" : " (missed)";
	}

}
