package io.computeplatform.reconcile;

import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * One job without its dead letter, or one dead letter without its job.
 *
 * @param kind what is wrong
 * @param jobId id of the job; {@code null} for a foreign message that names none
 */
public record Difference(Kind kind, @Nullable JobId jobId) {

	/**
	 * What can be wrong between a failed job and its dead letter.
	 */
	public enum Kind {

		/**
		 * The job failed, and its letter is gone.
		 */
		MISSING,

		/**
		 * The letter's job has moved on, or the letter is a further copy.
		 */
		STALE,

		/**
		 * The message belongs to no job.
		 */
		FOREIGN

	}

}
