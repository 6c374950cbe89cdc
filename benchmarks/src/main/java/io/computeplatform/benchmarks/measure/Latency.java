package io.computeplatform.benchmarks.measure;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.computeplatform.benchmarks.contender.Await;
import io.computeplatform.benchmarks.contender.Contender;
import io.computeplatform.benchmarks.contender.Contenders;
import io.computeplatform.benchmarks.contender.Work;
import io.computeplatform.benchmarks.server.Sandbox;

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
		int jobs = FIRST + this.jobs;
		StartLatency latency = new StartLatency(jobs);
		CountingTask task = new CountingTask(jobs, 0);
		task.release();
		try (Contender opened = contender.open(sandbox)) {
			opened.start(this.workers, latency.recorded(task));
			submit(latency, opened, 0, FIRST);
			Await.until("the first jobs", () -> task.done() == FIRST);
			latency.sinceLast();
			submit(latency, opened, FIRST, jobs);
			task.await();
			task.check();
		}
		return StartLatency.readings(latency.sinceLast(), "");
	}

	private void submit(StartLatency latency, Contender contender, int from, int to) throws Exception {
		SplittableRandom random = new SplittableRandom(from);
		long pause = TimeUnit.SECONDS.toNanos(1) / this.perSecond;
		for (Work work : Work.of(from, to)) {
			// Random intervals avoid aligning with periodic work.
			LockSupport.parkNanos(random.nextLong(pause / 2, pause * 3 / 2));
			latency.submit(contender, work);
		}
	}

}
