package io.computeplatform.failed;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.computeplatform.JobId;

/**
 * Failed jobs with equal failures: the same exception, thrown first in the same methods
 * of the application. Line numbers, and numbers and ids in messages, make no difference.
 * All times are by the database's clock.
 *
 * @param fingerprint id of the group, for {@link FailedJobQuery#ofGroup(UUID)}; the same
 * in every process
 * @param title exception and method, such as {@code ConnectException at
 * ReportClient.fetch}
 * @param count number of failed jobs in it
 * @param firstFailedAt when the first of them failed
 * @param lastFailedAt when the last of them failed
 * @param queues queues that they belong to, ordered by name
 * @param newest job that failed last
 */
public record FailedJobGroup(UUID fingerprint, String title, long count, Instant firstFailedAt, Instant lastFailedAt,
		List<String> queues, JobId newest) {

	public FailedJobGroup {
		queues = List.copyOf(queues);
	}

}
