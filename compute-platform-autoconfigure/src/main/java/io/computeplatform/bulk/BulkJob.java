package io.computeplatform.bulk;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;

import io.computeplatform.JobId;
import io.computeplatform.JobStatus;
import org.jspecify.annotations.Nullable;

/**
 * One job of a bulk operation. Later versions may add methods: applications read this
 * type and do not implement it.
 */
public interface BulkJob {

	/**
	 * {@return position in the operation, from 1; the oldest failure is the first}
	 */
	long position();

	/**
	 * {@return id of the job}
	 */
	JobId job();

	/**
	 * {@return what was done}
	 */
	Result result();

	/**
	 * {@return when, by the database's clock; {@code null} while it waits}
	 */
	@Nullable Instant actedAt();

	/**
	 * {@return current status of the job; {@code null} if it is deleted}
	 */
	@Nullable JobStatus status();

	/**
	 * Result for one job.
	 */
	enum Result {

		/**
		 * It was not acted on yet, or the operation ended before.
		 */
		WAITING,

		/**
		 * It was acted on.
		 */
		ACTED,

		/**
		 * It was no longer failed, or had failed again, and was left unchanged.
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
