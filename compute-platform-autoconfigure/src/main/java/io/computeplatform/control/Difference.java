package io.computeplatform.control;

import io.computeplatform.JobId;
import org.jspecify.annotations.Nullable;

/**
 * One job without its dead letter, or one dead letter without its job. Later versions may
 * add methods: applications read this type and do not implement it.
 */
public interface Difference {

	/**
	 * {@return what is wrong}
	 */
	Kind kind();

	/**
	 * {@return id of the job; {@code null} for a foreign message that names none}
	 */
	@Nullable JobId jobId();

	/**
	 * Kinds of differences between failed jobs and dead letters.
	 */
	enum Kind {

		/**
		 * The job failed, and its dead letter is missing.
		 */
		MISSING,

		/**
		 * The dead letter's job was retried, discarded, deleted or popped, or the dead
		 * letter is a further copy.
		 */
		STALE,

		/**
		 * The message belongs to no job.
		 */
		FOREIGN

	}

}
