package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.computeplatform.JobId;
import io.computeplatform.internal.broker.JobMessage;
import io.computeplatform.internal.event.Events;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.outbox.RelayTrigger;
import io.computeplatform.internal.queue.JobQueue;
import io.computeplatform.internal.store.UnservedRows;
import io.computeplatform.internal.store.UnservedRows.Release;
import io.computeplatform.internal.store.UnservedRows.UnservedJob;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases jobs for whose type this process has no executor, uncounted, for other
 * instances. Fails jobs that no instance could run in time. Internal, thread-safe.
 */
public final class UnservedJobs {

	private static final Logger LOG = LoggerFactory.getLogger(UnservedJobs.class);

	static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);

	static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

	private static final int MAX_LOGGED = 1000;

	private final UnservedRows rows;

	private final FailureRecorder failures;

	private final RelayTrigger relayTrigger;

	private final JobEvents events;

	private final Lease lease;

	private final Duration timeout;

	private final OutageRetry outageRetry;

	private final Set<UnservedJob> failing = ConcurrentHashMap.newKeySet();

	private final Set<String> logged = ConcurrentHashMap.newKeySet();

	public UnservedJobs(UnservedRows rows, FailureRecorder failures, RelayTrigger relayTrigger, JobEvents events,
			Lease lease, Duration timeout, OutageRetry outageRetry) {
		this.rows = rows;
		this.failures = failures;
		this.relayTrigger = relayTrigger;
		this.events = events;
		this.lease = lease;
		this.timeout = timeout;
		this.outageRetry = outageRetry;
	}

	/**
	 * Releases a job, or fails it.
	 * @return {@code false} if it moved on, or another transaction holds its row
	 * @throws OutageRetry.StoppedException if the worker stops before
	 */
	public boolean release(JobMessage message, JobQueue queue, String type) {
		UnservedJob job = new UnservedJob(message.id(), queue.name(), type, message.tryCount());
		Optional<Release> released = this.outageRetry.untilDone("release job " + job.id(),
				() -> this.rows.release(job, SHORTEST_PAUSE, LONGEST_PAUSE, this.timeout));
		if (released.isEmpty()) {
			return false;
		}
		if (released.get().unserved().compareTo(this.timeout) >= 0) {
			fail(job, released.get().since());
			return true;
		}
		this.relayTrigger.afterCommit(released.get().pause());
		if (released.get().isFirst()) {
			log(job);
			this.events.publish(new Events.JobUnserved(new JobId(job.id()), job.queue(), type));
		}
		return true;
	}

	private void fail(UnservedJob job, OffsetDateTime since) {
		if (!this.failing.add(job)) {
			// Another thread handles the same attempt, and must not mistake the record of
			// this one for its own.
			return;
		}
		try {
			String worker = this.lease.worker();
			AtomicBoolean repeated = new AtomicBoolean();
			this.outageRetry.untilDone("fail job " + job.id() + ", for which there is no executor", () -> {
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
					"No JobExecutor for payload type {} in queue '{}' in this instance. Job "
							+ "{} and others like it are left to other instances, and fail after {}",
					job.type().replaceAll("\\p{Cntrl}", "?"), job.queue(), job.id(), this.timeout);
		}
	}

}
