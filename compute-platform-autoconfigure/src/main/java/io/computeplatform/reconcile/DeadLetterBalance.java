package io.computeplatform.reconcile;

import java.util.List;

/**
 * How the failed jobs of a queue and its dead letters differ.
 *
 * @param queue name of the queue, without prefix
 * @param letters messages that were in its dead-letter queue
 * @param missing failed jobs that have no letter, although it was sent and nobody popped
 * it; jobs that failed while the letters were looked at don't count
 * @param stale letters whose job was retried, discarded, deleted or popped since, and
 * further copies of a letter
 * @param foreign messages that belong to no job: rejected ones, somebody else's, and
 * letters of jobs that the database does not know
 * @param examples some of each kind, 10 at most
 */
public record DeadLetterBalance(String queue, long letters, long missing, long stale, long foreign,
		List<Difference> examples) {

	public DeadLetterBalance {
		examples = List.copyOf(examples);
	}

	/**
	 * Whether each failed job has its letter, and each letter its job.
	 * @return {@code true} if nothing is missing, stale or foreign
	 */
	public boolean isBalanced() {
		return this.missing == 0 && this.stale == 0 && this.foreign == 0;
	}

}
