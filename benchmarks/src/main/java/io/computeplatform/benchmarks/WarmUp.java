package io.computeplatform.benchmarks;

import java.time.Duration;
import java.util.List;

import io.computeplatform.benchmarks.measure.Measure;

/**
 * Warm-up of a process before it is measured. Warm-up is limited by time, not by jobs, so
 * that slow contenders reach the same JIT state as fast ones.
 *
 * @param measures measures to repeat
 * @param time minimum duration
 */
record WarmUp(List<Measure> measures, Duration time) {

	static WarmUp none() {
		return new WarmUp(List.of(), Duration.ZERO);
	}

	/** Warm-up of one of several processes that share the time. */
	WarmUp sharedBy(int processes) {
		return new WarmUp(this.measures, this.time.dividedBy(processes));
	}

	void run(Step step) throws Exception {
		long start = System.nanoTime();
		while (System.nanoTime() - start < this.time.toNanos()) {
			for (Measure measure : this.measures) {
				step.run(measure);
			}
		}
	}

	@FunctionalInterface
	interface Step {

		void run(Measure measure) throws Exception;

	}

}
