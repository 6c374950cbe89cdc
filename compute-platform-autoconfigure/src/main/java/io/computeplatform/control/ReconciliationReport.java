package io.computeplatform.control;

import java.util.List;

/**
 * Differences between the failed jobs of a queue and its dead letters. Later versions may
 * add methods: applications read this type and do not implement it.
 */
public interface ReconciliationReport {

	/**
	 * {@return name of the queue, without prefix}
	 */
	String queue();

	/**
	 * {@return number of messages in its dead-letter queue}
	 */
	long letters();

	/**
	 * {@return number of failed jobs without dead letter, although it was published and
	 * not popped; jobs that failed during the comparison don't count}
	 */
	long missing();

	/**
	 * {@return number of dead letters whose job was retried, discarded, deleted or popped
	 * since, and of further copies}
	 */
	long stale();

	/**
	 * {@return number of messages that belong to no job: rejected ones, messages of other
	 * programs, and dead letters of jobs that the database does not know}
	 */
	long foreign();

	/**
	 * {@return some of each kind, 10 at most}
	 */
	List<Difference> examples();

	/**
	 * Whether failed jobs and dead letters match.
	 * @return {@code true} if no dead letter is missing, stale or foreign
	 */
	boolean isBalanced();

}
