package io.computeplatform.failed;

import io.computeplatform.InvalidJobException;
import org.jspecify.annotations.Nullable;

/**
 * An action on all failed jobs of a query. Immutable.
 *
 * @param action {@link Action#RETRY}, {@link Action#DISCARD} or {@link Action#DELETE}
 * @param query which jobs
 * @param agreed how many at most; usually what {@link FailedJobRepository#count} said.
 * Nothing is done if there are more by now
 * @param note who, and why
 * @param perSecond how many in a second at most; default: as many as the database takes
 * @param canary jobs that go first, if any
 */
public record BulkRequest(Action action, FailedJobQuery query, long agreed, ActionNote note,
		@Nullable Integer perSecond, @Nullable Canary canary) {

	private static final long MAX_AGREED = 1_000_000_000;

	/**
	 * Makes a request.
	 * @throws InvalidJobException if a value is out of range, or a canary is asked for
	 * that nobody would see sing: only what is retried can succeed
	 */
	public BulkRequest {
		if (action != Action.RETRY && action != Action.DISCARD && action != Action.DELETE) {
			throw new InvalidJobException("action", action.value(), "retry, discard, delete");
		}
		if (agreed < 0 || agreed > MAX_AGREED) {
			throw new InvalidJobException("agreed", agreed, "0 to " + MAX_AGREED);
		}
		if (perSecond != null && perSecond < 1) {
			throw new InvalidJobException("perSecond", perSecond, "1 or more");
		}
		if (canary != null && action != Action.RETRY) {
			throw new InvalidJobException("canary", action.value(), "a canary for a retry only");
		}
	}

	/**
	 * Asks for one more try of each job.
	 * @param query which jobs
	 * @param agreed how many at most
	 * @return a request
	 */
	public static BulkRequest retry(FailedJobQuery query, long agreed) {
		return new BulkRequest(Action.RETRY, query, agreed, ActionNote.none(), null, null);
	}

	/**
	 * Asks to discard the jobs.
	 * @param query which jobs
	 * @param agreed how many at most
	 * @return a request
	 */
	public static BulkRequest discard(FailedJobQuery query, long agreed) {
		return new BulkRequest(Action.DISCARD, query, agreed, ActionNote.none(), null, null);
	}

	/**
	 * Asks to delete the jobs for good.
	 * @param query which jobs
	 * @param agreed how many at most
	 * @return a request
	 */
	public static BulkRequest delete(FailedJobQuery query, long agreed) {
		return new BulkRequest(Action.DELETE, query, agreed, ActionNote.none(), null, null);
	}

	/**
	 * Says who asks, and why.
	 * @param note the note
	 * @return new request
	 */
	public BulkRequest withNote(ActionNote note) {
		return new BulkRequest(this.action, this.query, this.agreed, note, this.perSecond, this.canary);
	}

	/**
	 * Limits the rate.
	 * @param jobs how many in a second at most, 1 or more
	 * @return new request
	 */
	public BulkRequest perSecond(int jobs) {
		return new BulkRequest(this.action, this.query, this.agreed, this.note, jobs, this.canary);
	}

	/**
	 * Lets a few jobs go first. The others follow when these are through, and enough of
	 * them are complete; else the operation stops.
	 * @param jobs how many, 1 to 10000
	 * @param percent share of them that must be complete, 1 to 100
	 * @return new request
	 */
	public BulkRequest canary(int jobs, int percent) {
		return new BulkRequest(this.action, this.query, this.agreed, this.note, this.perSecond,
				new Canary(jobs, percent));
	}

	/**
	 * Jobs that go first.
	 *
	 * @param jobs how many, 1 to 10000
	 * @param percent share of them that must be complete, 1 to 100
	 */
	public record Canary(int jobs, int percent) {

		/**
		 * Makes a canary.
		 * @throws InvalidJobException if a value is out of range
		 */
		public Canary {
			if (jobs < 1 || jobs > 10_000) {
				throw new InvalidJobException("canary jobs", jobs, "1 to 10000");
			}
			if (percent < 1 || percent > 100) {
				throw new InvalidJobException("canary percent", percent, "1 to 100");
			}
		}

	}

}
