package io.computeplatform.worker;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.computeplatform.JobId;
import io.computeplatform.broker.WakeUp;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.dispatch.OwedLater;
import io.computeplatform.event.JobUnserved;
import io.computeplatform.queue.JobQueue;
import io.computeplatform.settlement.FailureSettlement;
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

	private final Persistence persistence;

	private final Set<UnservedJob> failing = ConcurrentHashMap.newKeySet();

	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	UnservedJobs(UnservedRows rows, FailureSettlement failures, OwedLater owedLater, JobEvents events,
			WorkerLease lease, Duration timeout, Persistence persistence) {
		this.rows = rows;
		this.failures = failures;
		this.owedLater = owedLater;
		this.events = events;
		this.lease = lease;
		this.timeout = timeout;
		this.persistence = persistence;
	}

	/**
	 * Gives a job back, or fails it.
	 * @return {@code false} if it moved on, or another transaction holds its row
	 * @throws Persistence.StoppedException if the worker stops before
	 */
	boolean giveBack(WakeUp message, JobQueue queue, String type) {
		UnservedJob job = new UnservedJob(message.id(), queue.name(), type, message.tryCount());
		Optional<GivenBack> givenBack = this.persistence.untilDone("give back job " + job.id(),
				() -> this.rows.giveBack(job, SHORTEST_PAUSE, LONGEST_PAUSE, this.timeout));
		if (givenBack.isEmpty()) {
			return false;
		}
		if (givenBack.get().unserved().compareTo(this.timeout) >= 0) {
			fail(job, givenBack.get().since());
			return true;
		}
		this.owedLater.afterCommit(givenBack.get().pause());
		if (givenBack.get().isFirst()) {
			log(job);
			this.events.publish(new JobUnserved(new JobId(job.id()), job.queue(), type));
		}
		return true;
	}

	private void fail(UnservedJob job, OffsetDateTime since) {
		if (!this.failing.add(job)) {
			// Another thread is at it, and must not take what this one records for its
			// own.
			return;
		}
		try {
			String worker = this.lease.worker();
			AtomicBoolean repeated = new AtomicBoolean();
			this.persistence.untilDone("fail job " + job.id() + ", for which there is no executor", () -> {
				this.failures.failUnserved(job, since, worker, this.timeout, repeated.getAndSet(true));
				return true;
			});
		}
		finally {
			this.failing.remove(job);
		}
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
