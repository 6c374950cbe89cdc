package io.computeplatform.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Timeline.Point;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * Submits more jobs than the contender can run, then as many as it can run, then none
 * until the backlog is drained. What it can run is measured first. Half of that, before
 * and after, shows whether the overload left anything behind. Jobs are submitted in bulk,
 * because single submits would compete with the workers, and be no overload.
 *
 * @param jobs number of jobs that measure what it can run
 * @param time time of the overload, and of the rate after it
 * @param workers jobs that run at once
 */
public record Overload(int jobs, Duration time, int workers) implements Measure {

	private static final double FACTOR = 1.5;

	@Override
	public String title() {
		return "Pressure: %.1f x the throughput for %d s, then 1 x, workers: %d".formatted(FACTOR,
				this.time.toSeconds(), this.workers);
	}

	@Override
	public String name() {
		return Pressure.NAME;
	}

	@Override
	public boolean supports(Contenders contender) {
		return contender.recovers();
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		Reading capacity = new SteadyState(this.jobs, this.workers).run(contender, sandbox).get(0);
		int half = Pressure.INTERVALS / 2;
		Duration interval = this.time.dividedBy(half);
		int normal = (int) capacity.value();
		int high = (int) (FACTOR * normal);
		int low = normal / 2;
		int total = 2 * Timeline.inBulk(low, interval)
				+ half * (Timeline.inBulk(high, interval) + Timeline.inBulk(normal, interval));
		try (Timeline timeline = new Timeline(contender, sandbox, total, this.workers)) {
			Point before = timeline.runInBulk(low, interval);
			List<Point> points = new ArrayList<>();
			for (int i = 0; i < half; i++) {
				points.add(timeline.runInBulk(high, interval));
			}
			for (int i = 0; i < half; i++) {
				points.add(timeline.runInBulk(normal, interval));
			}
			long nanos = timeline.drain();
			Point after = timeline.runInBulk(low, interval);
			timeline.drain();
			timeline.check();
			List<Reading> readings = new ArrayList<>();
			readings.add(new Reading("submit and run, before the overload", Unit.JOBS_PER_SECOND, capacity.value()));
			readings.add(Reading.time("drain after the overload", nanos));
			readings.addAll(Timeline.compared(before, after, ", after an overload"));
			readings.addAll(Timeline.readings("during the overload and after it", interval, points));
			return readings;
		}
	}

}
