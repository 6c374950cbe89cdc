package io.computeplatform.internal.store;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import io.computeplatform.JobFailure;
import org.jspecify.annotations.Nullable;

/**
 * Result of a claim. Internal.
 */
public sealed interface Claim {

	/**
	 * This worker has claimed the attempt.
	 *
	 * @param id id of the job
	 * @param queue name of its queue
	 * @param type type name of its payload
	 * @param otherTypes names of the payload's supertypes
	 * @param payload its payload
	 * @param tryNumber number of the attempt
	 * @param maxTries tries that the job may have
	 * @param triesBefore try count when it was submitted again under its id
	 * @param worker worker that claimed it
	 * @param waited how long the job waited for it, since it was due
	 * @param previousFailure previous failure of the job, if any
	 * @param trace trace context of the submit as JSON, if any
	 * @param unservedSince since when instances have released it as unserved, if they
	 * have
	 */
	record Claimed(UUID id, String queue, String type, List<String> otherTypes, String payload, int tryNumber,
			int maxTries, int triesBefore, String worker, Duration waited, @Nullable JobFailure previousFailure,
			@Nullable String trace, @Nullable OffsetDateTime unservedSince) implements Claim {

		/**
		 * Key of the attempt, for its completion.
		 * @return job, try and worker
		 */
		public AttemptKey key() {
			return new AttemptKey(this.id, this.tryNumber, this.worker);
		}

		@Override
		public String toString() {
			// Omits the payload, which can be sensitive.
			return "Claimed[id=" + this.id + ", queue=" + this.queue + ", type=" + this.type + ", tryNumber="
					+ this.tryNumber + ", maxTries=" + this.maxTries + ", worker=" + this.worker + "]";
		}

	}

	/**
	 * The job has moved on, or is in another queue: the message is stale.
	 */
	record Stale() implements Claim {

	}

	/**
	 * The job waits for another worker: this one has no executor for its type.
	 *
	 * @param type type name of its payload
	 * @param otherTypes names of the payload's supertypes
	 */
	record Unserved(String type, List<String> otherTypes) implements Claim {

	}

	/**
	 * The job is claimable, but another transaction holds its row.
	 */
	record Locked() implements Claim {

	}

	/**
	 * There is no such job in this queue.
	 */
	record Unknown() implements Claim {

	}

	/**
	 * The job is claimable, but not ahead of its execution: it can't spare the try if the
	 * worker dies before.
	 */
	record NotAhead() implements Claim {

	}

	/**
	 * The worker's lease is not valid, so it must not start an attempt.
	 */
	record LeaseLost() implements Claim {

	}

}
