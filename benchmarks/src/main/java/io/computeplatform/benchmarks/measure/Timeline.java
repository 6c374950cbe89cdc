package io.computeplatform.benchmarks.measure;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.text.DecimalFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.contender.Work;
import io.computeplatform.benchmarks.server.Sandbox;
import org.HdrHistogram.Histogram;

/**
 * A load at a fixed rate, interval after interval, and what was observed at the end of
 * each.
 */
final class Timeline implements AutoCloseable {

	/** Jobs of one call of a bulk submit. */
	private static final int BULK = 50;

	private final CountingTask task;

	private final StartLatency latency;

	private final Contender contender;

	private final Connection connection;

	private int submitted;

	private int counted;

	/**
	 * Starts workers.
	 * @param jobs maximum number of jobs
	 */
	Timeline(Contenders contender, Sandbox sandbox, int jobs, int workers) throws Exception {
		this.task = new CountingTask(jobs, 0);
		this.task.release();
		this.latency = new StartLatency(jobs);
		this.connection = sandbox.connect();
		this.contender = contender.open(sandbox);
		this.contender.start(workers, this.latency.recorded(this.task));
	}

	/** Submits jobs one by one at a fixed rate. */
	Point run(int perSecond, Duration interval) throws Exception {
		int from = this.submitted;
		this.submitted += Jobs.atRate(perSecond, interval);
		return point(() -> Jobs.submitAtRate(perSecond, from, this.submitted,
				(work) -> this.latency.submit(this.contender, work)));
	}

	/** Submits jobs in bulk at a fixed rate. */
	Point runInBulk(int perSecond, Duration interval) throws Exception {
		int from = this.submitted;
		int calls = calls(perSecond, interval);
		this.submitted += calls * BULK;
		return point(() -> Jobs.runAtRate((double) perSecond / BULK, calls, (index) -> this.latency
			.submitAll(this.contender, Work.of(from + index * BULK, from + (index + 1) * BULK))));
	}

	/** Number of jobs that are submitted in bulk at a fixed rate. */
	static int inBulk(int perSecond, Duration interval) {
		return calls(perSecond, interval) * BULK;
	}

	private static int calls(int perSecond, Duration interval) {
		return Math.max(1, Jobs.atRate(perSecond, interval) / BULK);
	}

	private Point point(Load load) throws Exception {
		long start = System.nanoTime();
		load.run();
		double seconds = (System.nanoTime() - start) / 1e9;
		int done = this.task.done() - this.counted;
		this.counted += done;
		return new Point(done / seconds, this.latency.sinceLast(), deadTuples(), this.contender.buffersPerLook());
	}

	/**
	 * Waits until all submitted jobs have run.
	 * @return nanoseconds until then
	 */
	long drain() throws Exception {
		long start = System.nanoTime();
		this.task.await(this.submitted);
		this.counted = this.submitted;
		return System.nanoTime() - start;
	}

	/** Checks that no job was lost, and none run twice. */
	void check() {
		this.task.check();
	}

	private long deadTuples() throws SQLException {
		try (Statement statement = this.connection.createStatement();
				ResultSet rows = statement
					.executeQuery("select coalesce(sum(n_dead_tup), 0) from pg_stat_user_tables")) {
			rows.next();
			return rows.getLong(1);
		}
	}

	/** Start latency and relay, as ratios. */
	static List<Reading> compared(Point before, Point after, String suffix) {
		List<Reading> readings = new ArrayList<>();
		if (before.latency().getTotalCount() > 0) {
			readings.add(new Reading("start latency, p99, compared with before" + suffix, Unit.RATIO,
					after.p99() / before.p99()));
		}
		if (before.buffers().isPresent() && after.buffers().isPresent()) {
			readings.add(new Reading("buffers per look of the relay, compared with before" + suffix, Unit.RATIO,
					(double) after.buffers().getAsLong() / before.buffers().getAsLong()));
		}
		return readings;
	}

	/** The observations of each interval, a metric after the other. */
	static List<Reading> readings(String what, Duration interval, List<Point> points) {
		List<Reading> readings = new ArrayList<>();
		readings.addAll(each("throughput, " + what, Unit.JOBS_PER_SECOND, interval, points, Point::perSecond));
		readings.addAll(each("start latency, p99, " + what, Unit.MILLISECONDS, interval, points, Point::p99));
		readings.addAll(each("dead tuples, " + what, Unit.ROWS, interval, points, Point::deadTuples));
		if (points.stream().allMatch((point) -> point.buffers().isPresent())) {
			readings.addAll(each("buffers per look of the relay, " + what, Unit.BUFFERS, interval, points,
					(point) -> point.buffers().getAsLong()));
		}
		return readings;
	}

	private static List<Reading> each(String metric, Unit unit, Duration interval, List<Point> points,
			ToDoubleFunction<Point> value) {
		return IntStream.range(0, points.size())
			.mapToObj((i) -> new Reading("%s, after %s s".formatted(metric, seconds(interval.multipliedBy(i + 1))),
					unit, value.applyAsDouble(points.get(i))))
			.toList();
	}

	private static String seconds(Duration time) {
		return new DecimalFormat("0.#").format(time.toMillis() / 1e3);
	}

	@Override
	public void close() throws IOException, SQLException, TimeoutException {
		try (this.connection) {
			this.contender.close();
		}
	}

	@FunctionalInterface
	private interface Load {

		void run() throws Exception;

	}

	/**
	 * The observations of one interval.
	 *
	 * @param perSecond jobs that were completed, per second
	 * @param latency start latency of the jobs that have started
	 * @param deadTuples dead tuples at the end
	 * @param buffers buffers that a look of the relay reads at the end
	 */
	record Point(double perSecond, Histogram latency, long deadTuples, OptionalLong buffers) {

		/** All of them as one interval. */
		static Point of(List<Point> points) {
			Histogram latency = new Histogram(3);
			points.forEach((point) -> latency.add(point.latency));
			Point last = points.get(points.size() - 1);
			return new Point(points.stream().mapToDouble(Point::perSecond).average().orElseThrow(), latency,
					last.deadTuples, last.buffers);
		}

		double p99() {
			return StartLatency.millis(this.latency, 99);
		}

	}

}
