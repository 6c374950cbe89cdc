package io.computeplatform.sample.web;

import java.time.Instant;

import io.computeplatform.Job;
import io.computeplatform.JobFailure;
import io.computeplatform.sample.documents.WordStatistics;
import org.jspecify.annotations.Nullable;

/**
 * A job as returned over HTTP.
 *
 * @param statistics latest count of the document, if this job is complete
 */
record JobView(String id, String document, String status, int tries, int maxTries, Instant createdAt,
		@Nullable Instant finishedAt, @Nullable FailureView lastFailure, @Nullable WordStatistics statistics) {

	static JobView of(Job job, String document, @Nullable WordStatistics statistics) {
		return new JobView(job.id().toString(), document, job.status().value(), job.tryCount(), job.maxTries(),
				job.createdAt(), job.finishedAt(), FailureView.of(job.lastFailure()), statistics);
	}

	record FailureView(String reason, @Nullable String exception, @Nullable String message, Instant at) {

		static @Nullable FailureView of(@Nullable JobFailure failure) {
			return (failure != null) ? new FailureView(failure.reason().value(), failure.exceptionClass(),
					failure.message(), failure.at()) : null;
		}

	}

}
