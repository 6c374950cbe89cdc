package io.computeplatform.bulk;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;

import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditEntry;
import io.computeplatform.bulk.BulkRequest.Canary;
import io.computeplatform.failed.FailedJobQuery;
import org.jspecify.annotations.Nullable;

/**
 * A bulk operation: an action on many jobs. All times are by the database's clock. Actor
 * and comment are in its {@link AuditEntry}. Later versions may add methods: applications
 * read this type and do not implement it.
 */
public interface BulkOperation {

	/**
	 * {@return id of the operation}
	 */
	UUID id();

	/**
	 * {@return what is done}
	 */
	Action action();

	/**
	 * {@return which jobs were selected}
	 */
	FailedJobQuery query();

	/**
	 * {@return current status}
	 */
	Status status();

	/**
	 * {@return number of jobs that matched when it started}
	 */
	long total();

	/**
	 * {@return number of jobs that were acted on}
	 */
	long acted();

	/**
	 * {@return number of jobs that were no longer failed, or had failed again, when they
	 * were to be acted on}
	 */
	long skipped();

	/**
	 * {@return maximum number of jobs per second, if requested}
	 */
	@Nullable Integer perSecond();

	/**
	 * {@return jobs that go first, if requested}
	 */
	@Nullable Canary canary();

	/**
	 * {@return version that the workers of its jobs' queues must run before it starts to
	 * act, if requested}
	 */
	@Nullable String awaitedVersion();

	/**
	 * {@return when it was started}
	 */
	Instant startedAt();

	/**
	 * {@return when it had acted on the last of its jobs, or was ended, if it has}
	 */
	@Nullable Instant finishedAt();

	/**
	 * Status of a bulk operation.
	 */
	enum Status {

		/**
		 * Waits until the workers of its jobs' queues run the awaited version. Then it is
		 * running. An abort ends it before.
		 */
		WAITING,

		/**
		 * Instances act on it, batch by batch. It also has this status while it waits for
		 * its canary.
		 */
		RUNNING,

		/**
		 * Paused by an administrator. Ends with resume or abort.
		 */
		PAUSED,

		/**
		 * Each of its jobs was retried or skipped, and some of the retried jobs have not
		 * ended yet. It becomes done when they have.
		 */
		SUBMITTED,

		/**
		 * Each of its jobs was acted on or skipped, and each retried job has ended.
		 * {@link BulkOperations#outcomes} returns their statuses.
		 */
		DONE,

		/**
		 * Aborted by an administrator. What was done stays done.
		 */
		ABORTED,

		/**
		 * Too many of its canary's jobs failed again. The other jobs are unchanged.
		 */
		STOPPED,

		/**
		 * A status that a newer version of this library has written and this version does
		 * not know.
		 */
		UNKNOWN;

		private final String value = name().toLowerCase(Locale.ROOT);

		/**
		 * Value of the status in the database and at endpoints.
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
