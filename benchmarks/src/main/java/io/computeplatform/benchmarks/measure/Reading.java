package io.computeplatform.benchmarks.measure;

import java.io.Serializable;

/**
 * A single measured number.
 *
 * @param metric name of the metric
 * @param unit unit of the number
 * @param value the number
 */
public record Reading(String metric, Unit unit, double value) implements Serializable {

	static Reading rate(String metric, int jobs, long nanos) {
		return new Reading(metric, Unit.JOBS_PER_SECOND, jobs / seconds(nanos));
	}

	public Reading withSuffix(String suffix) {
		return new Reading(this.metric + suffix, this.unit, this.value);
	}

	static Reading time(String metric, long nanos) {
		return new Reading(metric, Unit.SECONDS, seconds(nanos));
	}

	private static double seconds(long nanos) {
		return nanos / 1e9;
	}

}
