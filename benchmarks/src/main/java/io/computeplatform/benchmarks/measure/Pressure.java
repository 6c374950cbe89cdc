package io.computeplatform.benchmarks.measure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.measure.Timeline.Point;
import io.computeplatform.benchmarks.server.Sandbox;

/**
 * A steady rate beside other transactions, compared with the same rate before them.
 *
 * @param stress the other transactions
 * @param perSecond jobs per second
 * @param before time without the other transactions, after a warm-up of the same length
 * @param time time with them
 * @param workers jobs that run at once
 */
public record Pressure(Stress stress, int perSecond, Duration before, Duration time, int workers) implements Measure {

	static final String NAME = "pressure";

	/** Intervals in which the time is divided. */
	static final int INTERVALS = 10;

	@Override
	public String title() {
		return "Pressure: %,d jobs per second for %d s beside %s, workers: %d".formatted(this.perSecond,
				this.time.toSeconds(), this.stress.title(), this.workers);
	}

	@Override
	public String name() {
		return NAME;
	}

	@Override
	public boolean supports(Contenders contender) {
		return contender.recovers();
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		Duration interval = this.time.dividedBy(INTERVALS);
		int jobs = 2 * Jobs.atRate(this.perSecond, this.before) + INTERVALS * Jobs.atRate(this.perSecond, interval);
		String beside = "beside " + this.stress.title();
		try (Timeline timeline = new Timeline(contender, sandbox, jobs, this.workers)) {
			timeline.run(this.perSecond, this.before);
			Point calm = timeline.run(this.perSecond, this.before);
			List<Point> points = new ArrayList<>();
			AutoCloseable others = this.stress.begin(sandbox, interval);
			try (others) {
				for (int i = 0; i < INTERVALS; i++) {
					points.add(timeline.run(this.perSecond, interval));
				}
			}
			timeline.drain();
			timeline.check();
			List<Reading> readings = new ArrayList<>();
			Point all = Point.of(points);
			readings.add(new Reading("share of the rate, " + beside, Unit.SHARE, all.perSecond() / this.perSecond));
			readings.addAll(Timeline.compared(calm, all, ", " + beside));
			readings.addAll(Timeline.readings(beside, interval, points));
			return readings;
		}
	}

}
