package io.computeplatform.internal.attempt;

import java.time.Duration;

import io.computeplatform.JobId;
import io.computeplatform.internal.event.Events;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.outbox.RelayTrigger;
import io.computeplatform.internal.store.Claim;
import io.computeplatform.internal.store.Recorded;
import io.computeplatform.internal.store.UnservedRows;
import io.computeplatform.internal.store.UnservedRows.Release;
import io.computeplatform.internal.support.LogRateLimiter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases attempts whose payload this process can't read and another version may. The
 * payload is read only after the claim.
 */
final class UnservedAttempts {

	private static final Logger LOG = LoggerFactory.getLogger(UnservedAttempts.class);

	private final UnservedRows rows;

	private final RelayTrigger relayTrigger;

	private final JobEvents events;

	private final Duration timeout;

	private final LogRateLimiter line = new LogRateLimiter();

	UnservedAttempts(UnservedRows rows, RelayTrigger relayTrigger, JobEvents events, Duration timeout) {
		this.rows = rows;
		this.relayTrigger = relayTrigger;
		this.events = events;
		this.timeout = timeout;
	}

	/**
	 * Releases an attempt, uncounted.
	 * @return late if the unserved timeout is over, or if the attempt ends otherwise
	 */
	Recorded<Release> release(Attempt attempt) {
		Claim.Claimed claim = attempt.claim();
		return this.rows.release(claim.key(), claim.unservedSince(), UnservedJobs.SHORTEST_PAUSE,
				UnservedJobs.LONGEST_PAUSE, this.timeout);
	}

	/**
	 * Publishes the event of a released attempt, on a thread for listeners.
	 */
	void handleReleased(Attempt attempt, Release released, Throwable failure) {
		Claim.Claimed claim = attempt.claim();
		this.relayTrigger.afterCommit(released.pause());
		long jobs = this.line.count();
		if (jobs > 0) {
			LOG.warn(
					"{} Job {} in queue '{}' is left to other instances, and fails after {} "
							+ "({} jobs since the last such line)",
					failure.getMessage(), claim.id(), claim.queue(), this.timeout, jobs);
		}
		if (released.isFirst()) {
			this.events.publish(new Events.JobUnserved(new JobId(claim.id()), claim.queue(), claim.type()));
		}
	}

}
