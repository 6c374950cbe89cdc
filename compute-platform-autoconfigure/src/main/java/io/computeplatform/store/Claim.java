package io.computeplatform.store;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import io.computeplatform.JobFailure;
import org.jspecify.annotations.Nullable;

/**
 * What came of the wish to start a try. Internal.
 */
public sealed interface Claim {

	/**
	 * The try is this worker's to run.
	 *
	 * @param id id of the job
	 * @param queue name of its queue
	 * @param type type name of its payload
	 * @param otherTypes names of what the type extends
	 * @param payload its payload
	 * @param tryNumber number of the try
	 * @param maxTries tries that the job may have
	 * @param triesBefore tries that it had when it was submitted again under its id
	 * @param worker worker that claimed it
	 * @param waited how long the job waited for it, since it was due
	 * @param previousFailure how the job failed before, if it did
	 * @param trace what was kept of the submit's trace, if anything, as JSON
	 */
	record Won(UUID id, String queue, String type, List<String> otherTypes, String payload, int tryNumber, int maxTries,
			int triesBefore, String worker, Duration waited, @Nullable JobFailure previousFailure,
			@Nullable String trace) implements Claim {

		/**
		 * Names the attempt for its settlement.
		 * @return job, try and worker
		 */
		public AttemptKey key() {
			return new AttemptKey(this.id, this.tryNumber, this.worker);
		}

		@Override
		public String toString() {
			// Without the payload, which may be sensitive.
			return "Won[id=" + this.id + ", queue=" + this.queue + ", type=" + this.type + ", tryNumber="
					+ this.tryNumber + ", maxTries=" + this.maxTries + ", worker=" + this.worker + "]";
		}

	}

	/**
	 * The job moved on, or is somewhere else: the message means nothing any more.
	 */
	record Stale() implements Claim {

	}

	/**
	 * The job waits for another worker: this one has no executor for its type.
	 *
	 * @param type type name of its payload
	 * @param otherTypes names of what the type extends
	 */
	record Unserved(String type, List<String> otherTypes) implements Claim {

	}

	/**
	 * The try could be started, but another transaction holds the job's row.
	 */
	record Locked() implements Claim {

	}

	/**
	 * There is no such job in this queue.
	 */
	record Unknown() implements Claim {

	}

	/**
	 * The worker's lease is not good, so it must not start anything.
	 */
	record LeaseLost() implements Claim {

	}

}
