package io.computeplatform.bulk;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * One job of a bulk operation.
 *
 * @param position position in the operation, from 1; the oldest failure is the first
 * @param job id of the job
 * @param result what was done
 * @param actedAt when, by the database's clock; {@code null} while it waits
 * @param status current status of the job; {@code null} if it is deleted
 */
public record BulkJob(long position, JobId job, Result result, @Nullable Instant actedAt, @Nullable JobStatus status) {

	/**
	 * Result for one job.
	 */
	public enum Result {

		/**
		 * It was not acted on yet, or the operation ended before.
		 */
		WAITING,

		/**
		 * It was acted on.
		 */
		ACTED,

		/**
		 * It was no longer failed, or had failed anew, and was left unchanged.
		 */
		SKIPPED,

		/**
		 * A result that a newer version of this library has written and this version does
		 * not know.
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
