package io.computeplatform.control;

import java.util.List;

/**
 * Differences between the failed jobs of a queue and its dead letters.
 *
 * @param queue name of the queue, without prefix
 * @param letters number of messages in its dead-letter queue
 * @param missing number of failed jobs without dead letter, although it was published and
 * not popped; jobs that failed during the comparison don't count
 * @param stale number of dead letters whose job was retried, discarded, deleted or popped
 * since, and of further copies
 * @param foreign number of messages that belong to no job: rejected ones, messages of
 * other programs, and dead letters of jobs that the database does not know
 * @param examples some of each kind, 10 at most
 */
public record ReconciliationReport(String queue, long letters, long missing, long stale, long foreign,
		List<Difference> examples) {

	public ReconciliationReport {
		examples = List.copyOf(examples);
	}

	/**
	 * Whether failed jobs and dead letters match.
	 * @return {@code true} if no dead letter is missing, stale or foreign
	 */
	public boolean isBalanced() {
		return this.missing == 0 && this.stale == 0 && this.foreign == 0;
	}

}
