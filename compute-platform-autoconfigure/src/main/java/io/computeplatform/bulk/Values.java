package io.computeplatform.bulk;

import java.time.Instant;
import java.util.UUID;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import io.computeplatform.audit.Action;
import io.computeplatform.failed.FailedJobQuery;
import org.jspecify.annotations.Nullable;

/**
 * Implementations of the types of this package that applications read.
 */
final class Values {

	private Values() {
	}

	record BulkOperation(UUID id, Action action, FailedJobQuery query, Status status, long total, long acted,
			long skipped, @Nullable Integer perSecond, BulkRequest.@Nullable Canary canary,
			@Nullable String awaitedVersion, Instant startedAt,
			@Nullable Instant finishedAt) implements io.computeplatform.bulk.BulkOperation {

	}

	record BulkJob(long position, JobId job, Result result, @Nullable Instant actedAt,
			@Nullable JobStatus status) implements io.computeplatform.bulk.BulkJob {

	}

	record Canary(int jobs, int percent) implements BulkRequest.Canary {

	}

}
