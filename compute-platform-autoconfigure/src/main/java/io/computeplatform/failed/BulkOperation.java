package io.computeplatform.failed;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;

import io.computeplatform.failed.BulkRequest.Canary;
import org.jspecify.annotations.Nullable;

/**
 * An action on many jobs, as it stands. All times are the database's. Who started it, and
 * why, is in its {@link ActionRecord}.
 *
 * @param id id of the operation
 * @param action what is done
 * @param query which jobs were meant
 * @param status where it stands
 * @param total how many jobs matched when it started
 * @param acted how many it was done to
 * @param skipped how many were no longer failed, or had failed anew, when their turn came
 * @param perSecond how many in a second at most, if that was asked for
 * @param canary jobs that go first, if that was asked for
 * @param startedAt when it was started
 * @param finishedAt when it had acted on the last of its jobs, or was ended, if it has
 */
public record BulkOperation(UUID id, Action action, FailedJobQuery query, Status status, long total, long acted,
		long skipped, @Nullable Integer perSecond, @Nullable Canary canary, Instant startedAt,
		@Nullable Instant finishedAt) {

	/**
	 * Where an operation stands.
	 */
	public enum Status {

		/**
		 * Some instance acts on it, batch by batch; also while it waits for its canary.
		 */
		RUNNING,

		/**
		 * Somebody paused it. Left by resume or abort.
		 */
		PAUSED,

		/**
		 * Each of its jobs was retried or skipped, and some of those that were retried
		 * have not ended yet. Becomes done by itself.
		 */
		SUBMITTED,

		/**
		 * Each of its jobs was acted on or skipped, and of those that were retried each
		 * has ended: {@link FailedJobRepository#outcomes} says how.
		 */
		DONE,

		/**
		 * Somebody aborted it. What was done stays done.
		 */
		ABORTED,

		/**
		 * Too many of its canary's jobs failed again. The others were not touched.
		 */
		STOPPED,

		/**
		 * Written by a newer version of this library, which knows what it means and what
		 * comes next.
		 */
		UNKNOWN;

		private final String value = name().toLowerCase(Locale.ROOT);

		/**
		 * The form used in the database and at endpoints.
		 * @return lower case
		 */
		public String value() {
			return this.value;
		}

		static Status of(String value) {
			return Arrays.stream(values()).filter((status) -> status.value.equals(value)).findFirst().orElse(UNKNOWN);
		}

	}

}
