package io.computeplatform.benchmarks.measure;

import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Task;
import io.computeplatform.benchmarks.contender.Work;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Time from the call of each submit to the start of its job. Thread-safe.
 */
final class StartLatency {

	private final AtomicLongArray submitted;

	private final Recorder recorder = new Recorder(3);

	StartLatency(int jobs) {
		this.submitted = new AtomicLongArray(jobs);
	}

	void submit(Contender contender, Work work) throws Exception {
		this.submitted.set(work.number(), System.nanoTime());
		contender.submit(work);
	}

	void submitAll(Contender contender, List<Work> works) throws Exception {
		works.forEach((work) -> this.submitted.set(work.number(), System.nanoTime()));
		contender.submitAll(works);
	}

	/** A task that records its start. */
	Task recorded(Task task) {
		return (work) -> {
			this.recorder.recordValue(Math.max(0, System.nanoTime() - this.submitted.get(work.number())));
			task.run(work);
		};
	}

	/** Latency of the jobs that have started since the previous call. */
	Histogram sinceLast() {
		return this.recorder.getIntervalHistogram();
	}

	static List<Reading> readings(Histogram histogram, String suffix) {
		return List.of(percentile(histogram, 50, suffix), percentile(histogram, 99, suffix));
	}

	private static Reading percentile(Histogram histogram, int percentile, String suffix) {
		return new Reading("start latency, p%d%s".formatted(percentile, suffix), Unit.MILLISECONDS,
				millis(histogram, percentile));
	}

	static double millis(Histogram histogram, int percentile) {
		return histogram.getValueAtPercentile(percentile) / 1e6;
	}

}
