package io.computeplatform.benchmarks.measure;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.contender.Work;
import io.computeplatform.benchmarks.server.Sandbox;
import org.HdrHistogram.Histogram;

/**
 * Start latency: submits jobs at random intervals, whether the one before has started or
 * not, and measures the time from the call of each submit to the start of its job.
 *
 * @param jobs how many
 * @param perSecond how many in a second: few, so that the system is idle
 * @param workers how many run at once
 */
public record Latency(int jobs, int perSecond, int workers) implements Measure {

	/** Jobs that are not counted: the first ones find everything cold. */
	private static final int FIRST = 20;

	@Override
	public String title() {
		return "Start latency: %,d jobs, %d per second, idle workers: %d".formatted(this.jobs, this.perSecond,
				this.workers);
	}

	@Override
	public String name() {
		return "latency";
	}

	@Override
	public boolean fits(Contenders contender) {
		return contender.wakes();
	}

	@Override
	public List<Reading> take(Contenders contender, Sandbox place) throws Exception {
		List<Work> works = Work.of(0, FIRST + this.jobs);
		AtomicLongArray submitted = new AtomicLongArray(works.size());
		AtomicLongArray started = new AtomicLongArray(works.size());
		CountingTask tally = new CountingTask(works.size(), 0);
		tally.release();
		try (Contender opened = contender.open(place)) {
			opened.start(this.workers, (work) -> {
				started.set(work.number(), System.nanoTime());
				tally.run(work);
			});
			SplittableRandom random = new SplittableRandom(1);
			long pause = TimeUnit.SECONDS.toNanos(1) / this.perSecond;
			for (Work work : works) {
				// At odd times, so that nothing that happens regularly is always hit.
				LockSupport.parkNanos(random.nextLong(pause / 2, pause * 3 / 2));
				submitted.set(work.number(), System.nanoTime());
				opened.submit(work);
			}
			tally.await();
			tally.check();
		}
		Histogram histogram = new Histogram(4);
		for (int job = FIRST; job < works.size(); job++) {
			histogram.recordValue(Math.max(0, started.get(job) - submitted.get(job)));
		}
		return List.of(reading(histogram, 50), reading(histogram, 99));
	}

	private static Reading reading(Histogram histogram, int percentile) {
		return new Reading("start latency, p" + percentile, Unit.MILLISECONDS,
				histogram.getValueAtPercentile(percentile) / 1e6);
	}

}
