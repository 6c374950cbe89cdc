package io.computeplatform.internal.event;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.computeplatform.JobId;

/**
 * Wakes threads that wait for the end of jobs, when one ends in this process. Internal,
 * thread-safe.
 */
public final class FinishedJobs {

	private final ConcurrentMap<JobId, Set<Wait>> waits = new ConcurrentHashMap<>();

	void handle(Object event) {
		if (event instanceof Events.JobCompleted completed) {
			wake(completed.id());
		}
		else if (event instanceof Events.JobFailed failed) {
			wake(failed.id());
		}
		else if (event instanceof Events.JobCancelled cancelled) {
			wake(cancelled.id());
		}
	}

	private void wake(JobId id) {
		this.waits.getOrDefault(id, Set.of()).forEach(Wait::wake);
	}

	/**
	 * Registers a wait. A job that ends from now on is not missed.
	 * @param id id of the job
	 * @return the wait, to be closed
	 */
	public Wait register(JobId id) {
		Wait wait = new Wait(id);
		this.waits.compute(id, (key, others) -> {
			Set<Wait> all = (others != null) ? others : ConcurrentHashMap.newKeySet();
			all.add(wait);
			return all;
		});
		return wait;
	}

	private void remove(Wait wait) {
		this.waits.computeIfPresent(wait.id, (id, all) -> {
			all.remove(wait);
			return all.isEmpty() ? null : all;
		});
	}

	/**
	 * A wait of one thread.
	 */
	public final class Wait implements AutoCloseable {

		private final JobId id;

		private final Semaphore ended = new Semaphore(0);

		private Wait(JobId id) {
			this.id = id;
		}

		private void wake() {
			this.ended.release();
		}

		/**
		 * Waits until the job ends in this process.
		 * @param time maximum wait
		 * @throws InterruptedException if the thread is interrupted
		 */
		public void await(Duration time) throws InterruptedException {
			if (this.ended.tryAcquire(time.toNanos(), TimeUnit.NANOSECONDS)) {
				this.ended.drainPermits();
			}
		}

		@Override
		public void close() {
			remove(this);
		}

	}

}
