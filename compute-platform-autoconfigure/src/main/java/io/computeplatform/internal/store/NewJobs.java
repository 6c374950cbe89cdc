package io.computeplatform.internal.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Jobs to be inserted by one call, with their common values. Internal.
 *
 * @param queue name of their queue
 * @param jobs the jobs
 * @param maxTries tries that each may have from now on
 * @param dueAt earliest start, compared with the database's clock, if any
 * @param delay wait before the first start
 * @param trace trace context of the submit as JSON, if any
 */
public record NewJobs(String queue, List<NewJob> jobs, int maxTries, @Nullable Instant dueAt, Duration delay,
		@Nullable String trace) {

	/**
	 * Whether this is one job, to be started at once.
	 * @return {@code false} if there are several, or if it is scheduled
	 */
	boolean isLoneAndDue() {
		return this.jobs.size() == 1 && this.dueAt == null && this.delay.isZero();
	}

}
