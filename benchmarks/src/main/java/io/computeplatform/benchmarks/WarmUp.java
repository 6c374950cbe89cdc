package io.computeplatform.benchmarks;

import java.time.Duration;
import java.util.List;

import io.computeplatform.benchmarks.measure.Measure;

/**
 * What a process does before it is measured. It takes a time rather than a number of
 * jobs: compilers need it, and who is slow must not be measured colder than who is fast.
 *
 * @param measures what is done, over and over
 * @param time for how long at least
 */
record WarmUp(List<Measure> measures, Duration time) {

	static WarmUp none() {
		return new WarmUp(List.of(), Duration.ZERO);
	}

	/** That of a process among others, which share the time. */
	WarmUp sharedBy(int processes) {
		return new WarmUp(this.measures, this.time.dividedBy(processes));
	}

	void run(Step step) throws Exception {
		long start = System.nanoTime();
		while (System.nanoTime() - start < this.time.toNanos()) {
			for (Measure measure : this.measures) {
				step.take(measure);
			}
		}
	}

	@FunctionalInterface
	interface Step {

		void take(Measure measure) throws Exception;

	}

}
