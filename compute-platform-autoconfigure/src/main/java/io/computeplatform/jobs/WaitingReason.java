package io.computeplatform.jobs;

import java.time.Instant;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Why a queued job is not running. Later versions may add methods and kinds: applications
 * read this type and do not implement it.
 */
public interface WaitingReason {

	/**
	 * {@return kind of the reason}
	 */
	Kind kind();

	/**
	 * {@return since when it holds, if that is known}
	 */
	@Nullable Instant since();

	/**
	 * {@return until when it holds, if that is known}
	 */
	@Nullable Instant until();

	/**
	 * {@return who caused it, if an administrator did}
	 */
	@Nullable String actor();

	/**
	 * {@return the reason in a sentence, with the administrator's comment if there is
	 * one}
	 */
	String description();

	/**
	 * Kind of a reason.
	 */
	enum Kind {

		/**
		 * It starts at its due time: it is scheduled, or a retry is delayed.
		 */
		NOT_DUE,

		/**
		 * Its queue is paused by an administrator.
		 */
		QUEUE_PAUSED,

		/**
		 * The circuit breaker of its queue holds jobs in this process. Those of other
		 * processes are not known.
		 */
		CIRCUIT_BREAKER,

		/**
		 * No live worker of any instance serves its queue.
		 */
		NO_WORKER,

		/**
		 * The instances that received its message had no executor for its type.
		 */
		NO_EXECUTOR,

		/**
		 * Its message is not confirmed by the broker yet, and is published again if need
		 * be.
		 */
		MESSAGE_PENDING,

		/**
		 * Its message is on the broker or held by a worker, behind those of other jobs.
		 */
		BACKLOG;

		/**
		 * Value of the kind in a response.
		 * @return lower case, words joined by a hyphen
		 */
		public String value() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
