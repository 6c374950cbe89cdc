package io.computeplatform.failed;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * One job of an operation.
 *
 * @param position its place in the operation, from 1; the oldest failure is the first
 * @param job id of the job
 * @param result what was done
 * @param actedAt when, by the database's clock; {@code null} as long as it waits
 * @param status where the job stands now, or {@code null} if it is deleted
 */
public record BulkJob(long position, JobId job, Result result, @Nullable Instant actedAt, @Nullable JobStatus status) {

	/**
	 * What was done to a job.
	 */
	public enum Result {

		/**
		 * Its turn has not come, or never will.
		 */
		WAITING,

		/**
		 * It was acted on.
		 */
		ACTED,

		/**
		 * It was no longer failed, or had failed anew, and was left alone.
		 */
		SKIPPED,

		/**
		 * Written by a newer version of this library, which knows what it means.
		 */
		UNKNOWN;

		private final String value = name().toLowerCase(Locale.ROOT);

		static Result of(@Nullable String value) {
			return (value == null) ? WAITING
					: Arrays.stream(values())
						.filter((result) -> result.value.equals(value))
						.findFirst()
						.orElse(UNKNOWN);
		}

	}

}
