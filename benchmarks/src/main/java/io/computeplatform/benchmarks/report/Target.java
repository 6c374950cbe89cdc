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

	private static final String LATENCY = "start latency, p50";

	private static final String FAILING = "drain backlog, failures per job: ";

	static List<Target> of(Results results) {
		List<Target> targets = new ArrayList<>();
		targets.add(least(3.5, RUN, dbScheduler(RUN, results), results));
		targets.add(least(10, RUN, Contenders.JOBRUNR, results));
		targets.add(least(1, RUN, Contenders.SPRING_AMQP, results));
		targets.add(least(0.7, BULK, dbScheduler(BULK, results), results));
		targets.add(least(1, "submit in bulk, until all are published", Contenders.RAW_CLIENT, results));
		targets.add(least(1, SUBMIT, dbScheduler(SUBMIT, results), results));
		targets.add(least(2, SUBMIT, Contenders.NAIVE, results));
		targets.add(most(1, LATENCY, dbScheduler(LATENCY, results), results));
		targets.add(most(2.2, LATENCY, Contenders.SPRING_AMQP, results));
		targets.add(most(1 / 3.0, FAILING + 2, dbScheduler(FAILING + 2, results), results));
		targets.add(new Target(FAILING + "2, compared with 0", 3.3, false,
				quotient(results.median(FAILING + 2, OURS), results.median(FAILING + 0, OURS))));
		for (String action : List.of("first page", "hundredth page", "page of a failure group")) {
			targets.add(growth(2, action + ", failed: ", results));
		}
		targets.add(growth(1.3, "submit and run, backlog: ", results));
		// Constant, with a tolerance for objects that the collector leaves.
		targets.add(growth(1.05, "live heap, backlog: ", results));
		return targets;
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
