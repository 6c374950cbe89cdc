package io.computeplatform.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.measure.Unit;

/**
 * All readings by metric, contender and round. Metrics are in the order of their first
 * reading. Several threads may add readings.
 */
public final class Results {

	private final Map<String, Metric> metrics = new LinkedHashMap<>();

	private final List<String> failures = new ArrayList<>();

	/**
	 * Adds a reading.
	 * @param title title of the measure
	 */
	public synchronized void add(String title, int round, Contenders contender, Reading reading) {
		this.metrics.computeIfAbsent(reading.metric(), (name) -> new Metric(title, name, reading.unit()))
			.rounds(contender)
			.put(round, reading.value());
	}

	public synchronized void fail(String what) {
		this.failures.add(what);
	}

	/** Measures that failed. */
	public List<String> failures() {
		return List.copyOf(this.failures);
	}

	List<Metric> metrics() {
		return List.copyOf(this.metrics.values());
	}

	/** The contenders that have a reading, in their order. */
	List<Contenders> contenders() {
		List<Metric> all = metrics();
		return Stream.of(Contenders.values())
			.filter((contender) -> all.stream().anyMatch((metric) -> metric.values().containsKey(contender)))
			.toList();
	}

	/** The median of a contender, if there is such a metric and the contender has it. */
	OptionalDouble median(String metric, Contenders contender) {
		Metric found = this.metrics.get(metric);
		return (found != null) ? found.median(contender) : OptionalDouble.empty();
	}

	/**
	 * Ratio of a contender to another one, if both have the metric.
	 * @see Metric#ratio(Contenders, Contenders)
	 */
	OptionalDouble ratio(String metric, Contenders contender, Contenders other) {
		Metric found = this.metrics.get(metric);
		return (found != null) ? found.ratio(contender, other) : OptionalDouble.empty();
	}

	boolean moreIsBetter(String metric) {
		Metric found = this.metrics.get(metric);
		return found == null || found.unit().moreIsBetter();
	}

	/**
	 * All readings of a metric.
	 *
	 * @param title title of the measure
	 * @param name name of the metric
	 * @param unit unit of the numbers
	 * @param values numbers by contender and round
	 */
	record Metric(String title, String name, Unit unit, Map<Contenders, Map<Integer, Double>> values) {

		private Metric(String title, String name, Unit unit) {
			this(title, name, unit, new EnumMap<>(Contenders.class));
		}

		private Map<Integer, Double> rounds(Contenders contender) {
			return this.values.computeIfAbsent(contender, (key) -> new TreeMap<>());
		}

		private double[] sorted(Contenders contender) {
			return this.values.getOrDefault(contender, Map.of())
				.values()
				.stream()
				.mapToDouble(Double::doubleValue)
				.sorted()
				.toArray();
		}

		OptionalDouble median(Contenders contender) {
			return median(sorted(contender));
		}

		OptionalDouble least(Contenders contender) {
			return Arrays.stream(sorted(contender)).min();
		}

		OptionalDouble most(Contenders contender) {
			return Arrays.stream(sorted(contender)).max();
		}

		/**
		 * Ratio of a contender to another one, as the median of the ratios of all rounds.
		 * Within a round both are measured shortly after each other, so that changes of
		 * the machine's speed do not affect the ratio.
		 */
		OptionalDouble ratio(Contenders contender, Contenders other) {
			Map<Integer, Double> others = this.values.getOrDefault(other, Map.of());
			return median(this.values.getOrDefault(contender, Map.of())
				.entrySet()
				.stream()
				.filter((entry) -> others.containsKey(entry.getKey()))
				.mapToDouble((entry) -> entry.getValue() / others.getOrDefault(entry.getKey(), Double.NaN))
				.sorted()
				.toArray());
		}

		private static OptionalDouble median(double[] sorted) {
			if (sorted.length == 0) {
				return OptionalDouble.empty();
			}
			int middle = sorted.length / 2;
			return OptionalDouble
				.of((sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
		}

	}

}
