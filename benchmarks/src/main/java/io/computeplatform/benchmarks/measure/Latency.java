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
 * Start latency: submits jobs at random intervals, without waiting for earlier ones to
 * start, and measures the time from the call of each submit to the start of its job.
 *
 * @param jobs number of jobs
 * @param perSecond jobs per second, few enough to keep the system idle
 * @param workers jobs that run at once
 */
public record Latency(int jobs, int perSecond, int workers) implements Measure {

	/** Jobs that are not counted, because the first ones run on cold caches. */
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
	public boolean supports(Contenders contender) {
		return contender.startsNewJobs();
	}

	@Override
	public List<Reading> run(Contenders contender, Sandbox sandbox) throws Exception {
		List<Work> works = Work.of(0, FIRST + this.jobs);
		AtomicLongArray submitted = new AtomicLongArray(works.size());
		AtomicLongArray started = new AtomicLongArray(works.size());
		CountingTask task = new CountingTask(works.size(), 0);
		task.release();
		try (Contender opened = contender.open(sandbox)) {
			opened.start(this.workers, (work) -> {
				started.set(work.number(), System.nanoTime());
				task.run(work);
			});
			SplittableRandom random = new SplittableRandom(1);
			long pause = TimeUnit.SECONDS.toNanos(1) / this.perSecond;
			for (Work work : works) {
				// Random intervals avoid aligning with periodic work.
				LockSupport.parkNanos(random.nextLong(pause / 2, pause * 3 / 2));
				submitted.set(work.number(), System.nanoTime());
				opened.submit(work);
			}
			task.await();
			task.check();
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
