package io.computeplatform.worker;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.computeplatform.JobId;
import io.computeplatform.broker.WakeUp;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.dispatch.OwedLater;
import io.computeplatform.event.JobUnserved;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.settlement.FailureSettlement;
import io.computeplatform.store.Settled;
import io.computeplatform.store.UnservedRows;
import io.computeplatform.store.UnservedRows.GivenBack;
import io.computeplatform.store.UnservedRows.UnservedJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back jobs for whose type this process has no executor, uncounted, so that another
 * instance takes them. Fails those that none took for too long.
 */
final class UnservedJobs {

	private static final Logger LOG = LoggerFactory.getLogger(UnservedJobs.class);

	private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

	private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

	private static final int MAX_LOGGED = 1000;

	private final UnservedRows rows;

	private final FailureSettlement failures;

	private final OwedLater owedLater;

	private final JobEvents events;

	private final WorkerLease lease;

	private final Duration timeout;

	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	UnservedJobs(UnservedRows rows, FailureSettlement failures, OwedLater owedLater, JobEvents events,
			WorkerLease lease, Duration timeout) {
		this.rows = rows;
		this.failures = failures;
		this.owedLater = owedLater;
		this.events = events;
		this.lease = lease;
		this.timeout = timeout;
	}

	/**
	 * Gives a job back. Can be repeated.
	 */
	void giveBack(WakeUp message, JobQueue queue, String type) {
		UnservedJob job = new UnservedJob(message.id(), queue.name(), type, message.tryCount());
		Optional<GivenBack> givenBack = this.rows.giveBack(job, SHORTEST_PAUSE, LONGEST_PAUSE, this.timeout);
		if (givenBack.isEmpty()) {
			return;
		}
		if (givenBack.get().unserved().compareTo(this.timeout) >= 0) {
			fail(job);
			return;
		}
		this.owedLater.afterCommit(givenBack.get().pause());
		if (givenBack.get().isFirst()) {
			log(job);
			this.events.publish(new JobUnserved(new JobId(job.id()), job.queue(), type));
		}
	}

	private void fail(UnservedJob job) {
		Optional<Settled> settled = this.failures.unserved(job, this.lease.worker(), this.timeout);
		settled.ifPresent((failed) -> {
			this.failures.send(failed);
			this.failures.tell(failed);
		});
	}

	/**
	 * Once for each type: there may be many jobs of it.
	 */
	private void log(UnservedJob job) {
		if (this.logged.size() < MAX_LOGGED && this.logged.add(job.queue() + ' ' + job.type())) {
			LOG.warn(
					"This instance has no JobExecutor for payload type {} in queue '{}'. Job {} and others like it are "
							+ "left to other instances, and fail after {}",
					job.type().replaceAll("\\p{Cntrl}", "?"), job.queue(), job.id(), this.timeout);
		}
	}

}
