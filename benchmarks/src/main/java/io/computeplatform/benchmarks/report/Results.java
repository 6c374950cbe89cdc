package io.computeplatform.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Reading;
import io.computeplatform.benchmarks.measure.Unit;

/**
 * All readings, by metric in the order of their first reading, contender and round.
 */
public final class Results {

	private final Map<String, Map<Contenders, Map<Integer, Double>>> values = new LinkedHashMap<>();

	private final Map<String, Unit> units = new LinkedHashMap<>();

	private final List<String> failures = new ArrayList<>();

	public void fail(String what) {
		this.failures.add(what);
	}

	/** What could not be measured. */
	public List<String> failures() {
		return List.copyOf(this.failures);
	}

	public void add(int round, Contenders contender, Reading reading) {
		this.units.put(reading.metric(), reading.unit());
		this.values.computeIfAbsent(reading.metric(), (metric) -> new EnumMap<>(Contenders.class))
			.computeIfAbsent(contender, (key) -> new TreeMap<>())
			.put(round, reading.value());
	}

	List<String> metrics() {
		return List.copyOf(this.values.keySet());
	}

	Unit unit(String metric) {
		return this.units.getOrDefault(metric, Unit.SECONDS);
	}

	/** Readings of all contenders by round. */
	Map<Contenders, Map<Integer, Double>> of(String metric) {
		return this.values.getOrDefault(metric, Map.of());
	}

	private double[] sorted(String metric, Contenders contender) {
		return of(metric).getOrDefault(contender, Map.of())
			.values()
			.stream()
			.mapToDouble(Double::doubleValue)
			.sorted()
			.toArray();
	}

	OptionalDouble median(String metric, Contenders contender) {
		return median(sorted(metric, contender));
	}

	OptionalDouble least(String metric, Contenders contender) {
		return Arrays.stream(sorted(metric, contender)).min();
	}

	OptionalDouble most(String metric, Contenders contender) {
		return Arrays.stream(sorted(metric, contender)).max();
	}

	/**
	 * How many times as much a contender has as another, the median of the rounds: what
	 * both were measured close to each other, so that a machine that changes its speed
	 * does not change the ratio.
	 */
	OptionalDouble ratio(String metric, Contenders contender, Contenders other) {
		Map<Integer, Double> others = of(metric).getOrDefault(other, Map.of());
		return median(of(metric).getOrDefault(contender, Map.of())
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
		return OptionalDouble.of((sorted.length % 2 == 1) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
	}

}
