package io.computeplatform.failed;

import java.util.UUID;

import io.computeplatform.InvalidJobException;
import org.jspecify.annotations.Nullable;

/**
 * Which failed jobs to list. Immutable.
 *
 * @param queue name of a queue, or {@code null} for all
 * @param group {@link FailedJobGroup#fingerprint()} of a group, or {@code null} for all
 * @param limit jobs on a page, 1 to 1000
 * @param after {@link FailedJobPage#next()} of the page before, or {@code null} for the
 * newest
 */
public record FailedJobQuery(@Nullable String queue, @Nullable UUID group, int limit, @Nullable String after) {

	private static final int DEFAULT_LIMIT = 50;

	private static final int MAX_LIMIT = 1000;

	/**
	 * Makes a query.
	 * @throws InvalidJobException if the limit is out of range, or the queue's name is
	 * one that no queue can have
	 */
	public FailedJobQuery {
		if (queue != null) {
			checked(queue);
		}
		checked(limit);
	}

	static int checked(int limit) {
		if (limit < 1 || limit > MAX_LIMIT) {
			throw new InvalidJobException("limit", limit, "1 to " + MAX_LIMIT);
		}
		return limit;
	}

	static String checked(String queue) {
		if (queue.chars().anyMatch(Character::isISOControl)) {
			throw new InvalidJobException("queue", queue, "a name without control characters");
		}
		return queue;
	}

	/**
	 * The newest failed jobs of all queues, 50 on a page.
	 * @return a query to start from
	 */
	public static FailedJobQuery newest() {
		return new FailedJobQuery(null, null, DEFAULT_LIMIT, null);
	}

	/**
	 * Restricts to one queue.
	 * @param queue name of the queue, without prefix; one that is not configured here may
	 * have failed jobs all the same
	 * @return new query
	 */
	public FailedJobQuery ofQueue(String queue) {
		return new FailedJobQuery(queue, this.group, this.limit, this.after);
	}

	/**
	 * Restricts to one group.
	 * @param fingerprint {@link FailedJobGroup#fingerprint()} of the group
	 * @return new query
	 */
	public FailedJobQuery ofGroup(UUID fingerprint) {
		return new FailedJobQuery(this.queue, fingerprint, this.limit, this.after);
	}

	/**
	 * Chooses the size of a page.
	 * @param limit 1 to 1000
	 * @return new query
	 */
	public FailedJobQuery limit(int limit) {
		return new FailedJobQuery(this.queue, this.group, limit, this.after);
	}

	/**
	 * Goes on behind a page.
	 * @param next {@link FailedJobPage#next()} of that page
	 * @return new query
	 */
	public FailedJobQuery after(String next) {
		return new FailedJobQuery(this.queue, this.group, this.limit, next);
	}

}
