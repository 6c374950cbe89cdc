package io.computeplatform.failed;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import io.computeplatform.ChangeResult;
import io.computeplatform.FailureReason;
import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import io.computeplatform.JobProgress;
import io.computeplatform.JobStackSample;
import org.jspecify.annotations.Nullable;

/**
 * Implementations of the types of this package that applications read.
 */
final class Values {

	private Values() {
	}

	record FailedJob(JobId id, String queue, String type, @Nullable String payload, int tryCount, int maxTries,
			Instant createdAt, JobFailure failure, @Nullable UUID group, @Nullable String title,
			@Nullable String version) implements io.computeplatform.failed.FailedJob {

		/**
		 * Omits the payload, which can be large.
		 */
		@Override
		public String toString() {
			return "FailedJob[id=" + this.id + ", queue=" + this.queue + ", type=" + this.type + ", tryCount="
					+ this.tryCount + ", failure=" + this.failure + "]";
		}

	}

	record FailedJobPage(List<io.computeplatform.failed.FailedJob> jobs, @Nullable String next,
			@Nullable String previous) implements io.computeplatform.failed.FailedJobPage {

		FailedJobPage {
			jobs = List.copyOf(jobs);
		}

	}

	record FailedJobGroup(UUID fingerprint, String title, long count, Instant firstFailedAt, Instant lastFailedAt,
			List<String> queues, JobId newest, @Nullable String firstVersion,
			@Nullable String lastVersion) implements io.computeplatform.failed.FailedJobGroup {

		FailedJobGroup {
			queues = List.copyOf(queues);
		}

	}

	record EditResult(ChangeResult result, @Nullable JobId copy) implements io.computeplatform.failed.EditResult {

	}

	record FailedAttempt(int tryNumber, Instant startedAt, Instant endedAt, String worker, FailureReason reason,
			@Nullable String exceptionClass, @Nullable String message, @Nullable String stackTrace,
			Optional<JobStackSample> stackSample, Optional<JobProgress> progress,
			@Nullable String version) implements io.computeplatform.failed.FailedAttempt {

		@Override
		public Instant at() {
			return this.endedAt;
		}

	}

}
