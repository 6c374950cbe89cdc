package io.computeplatform.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

import io.computeplatform.JobFailure;
import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * Implementations of the types of this package that applications read.
 */
final class Values {

	private Values() {
	}

	record JobSummary(JobId id, String queue, String type, JobStatus status, int tryCount, int maxTries,
			Instant createdAt, Instant dueAt, @Nullable Instant startedAt, @Nullable Instant finishedAt,
			@Nullable String worker, @Nullable JobFailure lastFailure) implements io.computeplatform.jobs.JobSummary {

	}

	record JobPage(List<io.computeplatform.jobs.JobSummary> jobs, @Nullable String next, @Nullable String previous,
			@Nullable Instant searchedUntil) implements io.computeplatform.jobs.JobPage {

		JobPage {
			jobs = List.copyOf(jobs);
		}

	}

	record Count(long value, boolean isExact) implements JobCount {

		static final int LIMIT = 10_000;

		static Count of(long counted, boolean isComplete) {
			return new Count(Math.min(counted, LIMIT), isComplete && counted <= LIMIT);
		}

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%,d", this.value) + (this.isExact ? "" : "+");
		}

	}

	record WaitingReason(Kind kind, @Nullable Instant since, @Nullable Instant until, @Nullable String actor,
			String description) implements io.computeplatform.jobs.WaitingReason {

	}

	record JobExplanation(io.computeplatform.jobs.JobSummary job,
			List<io.computeplatform.jobs.WaitingReason> waitingReasons, @Nullable JobCount ahead,
			@Nullable Duration estimatedWait) implements io.computeplatform.jobs.JobExplanation {

		JobExplanation {
			waitingReasons = List.copyOf(waitingReasons);
		}

	}

}
