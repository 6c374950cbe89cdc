package io.computeplatform.bulk;

import java.util.Objects;

import io.computeplatform.InvalidJobException;
import io.computeplatform.audit.Action;
import io.computeplatform.audit.AuditNote;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.internal.text.VersionText;
import org.jspecify.annotations.Nullable;

/**
 * A request to act on all failed jobs of a query. Immutable.
 */
public final class BulkRequest {

	private static final long MAX_COUNT = 1_000_000_000;

	private static final int MAX_CANARY = 10_000;

	private final Action action;

	private final FailedJobQuery query;

	private final long expectedCount;

	private final AuditNote note;

	private final @Nullable Integer perSecond;

	private final @Nullable Canary canary;

	private final @Nullable String awaitedVersion;

	private BulkRequest(Action action, FailedJobQuery query, long expectedCount, AuditNote note,
			@Nullable Integer perSecond, @Nullable Canary canary, @Nullable String awaitedVersion) {
		if (expectedCount < 0 || expectedCount > MAX_COUNT) {
			throw new InvalidJobException("expectedCount", expectedCount, "0 to " + MAX_COUNT);
		}
		if (perSecond != null && perSecond < 1) {
			throw new InvalidJobException("perSecond", perSecond, "1 or more");
		}
		if (canary != null && action != Action.RETRY) {
			throw new InvalidJobException("canary", action.value(), "a canary for a retry only");
		}
		if (awaitedVersion != null && action != Action.RETRY) {
			throw new InvalidJobException("awaitedVersion", action.value(), "an awaited version for a retry only");
		}
		this.action = action;
		this.query = query;
		this.expectedCount = expectedCount;
		this.note = note;
		this.perSecond = perSecond;
		this.canary = canary;
		this.awaitedVersion = awaitedVersion;
	}

	/**
	 * Creates a request.
	 * @param action {@link Action#RETRY}, {@link Action#DISCARD} or {@link Action#DELETE}
	 * @param query which jobs
	 * @param expectedCount maximum number of jobs; usually what
	 * {@link io.computeplatform.failed.FailedJobRepository#count} returned. The operation
	 * is refused if more jobs match by then
	 * @return the request
	 * @throws InvalidJobException if the action is another one or the count out of range
	 */
	public static BulkRequest of(Action action, FailedJobQuery query, long expectedCount) {
		if (action != Action.RETRY && action != Action.DISCARD && action != Action.DELETE) {
			throw new InvalidJobException("action", action.value(), "retry, discard, delete");
		}
		return new BulkRequest(action, query, expectedCount, AuditNote.none(), null, null, null);
	}

	/**
	 * Requests one more attempt of each job.
	 * @param query which jobs
	 * @param expectedCount maximum number of jobs
	 * @return the request
	 * @throws InvalidJobException if the count is out of range
	 */
	public static BulkRequest retry(FailedJobQuery query, long expectedCount) {
		return of(Action.RETRY, query, expectedCount);
	}

	/**
	 * Requests to discard the jobs.
	 * @param query which jobs
	 * @param expectedCount maximum number of jobs
	 * @return the request
	 * @throws InvalidJobException if the count is out of range
	 */
	public static BulkRequest discard(FailedJobQuery query, long expectedCount) {
		return of(Action.DISCARD, query, expectedCount);
	}

	/**
	 * Requests to delete the jobs for good.
	 * @param query which jobs
	 * @param expectedCount maximum number of jobs
	 * @return the request
	 * @throws InvalidJobException if the count is out of range
	 */
	public static BulkRequest delete(FailedJobQuery query, long expectedCount) {
		return of(Action.DELETE, query, expectedCount);
	}

	/**
	 * Adds actor and comment.
	 * @param note the note
	 * @return new request
	 */
	public BulkRequest withNote(AuditNote note) {
		return new BulkRequest(this.action, this.query, this.expectedCount, note, this.perSecond, this.canary,
				this.awaitedVersion);
	}

	/**
	 * Limits the rate.
	 * @param jobs maximum number of jobs per second, 1 or more; default: as many as the
	 * database takes
	 * @return new request
	 * @throws InvalidJobException if the number is out of range
	 */
	public BulkRequest withPerSecond(int jobs) {
		return new BulkRequest(this.action, this.query, this.expectedCount, this.note, jobs, this.canary,
				this.awaitedVersion);
	}

	/**
	 * Lets a few jobs go first. The others follow if enough of these are complete;
	 * otherwise the operation stops. For a retry only.
	 * @param jobs number of jobs, 1 to 10000
	 * @param percent share of them that must be complete, 1 to 100
	 * @return new request
	 * @throws InvalidJobException if a value is out of range, or this is no retry
	 */
	public BulkRequest withCanary(int jobs, int percent) {
		if (jobs < 1 || jobs > MAX_CANARY) {
			throw new InvalidJobException("canary jobs", jobs, "1 to " + MAX_CANARY);
		}
		if (percent < 1 || percent > 100) {
			throw new InvalidJobException("canary percent", percent, "1 to 100");
		}
		return new BulkRequest(this.action, this.query, this.expectedCount, this.note, this.perSecond,
				new Values.Canary(jobs, percent), this.awaitedVersion);
	}

	/**
	 * Waits before the first job until a version of the application runs everywhere: each
	 * queue of the jobs is served by a live worker of exactly this version, and by none
	 * of another version or of one that is not known. The jobs are selected when the
	 * operation starts, and later workers of another version do not stop it. For a retry
	 * only.
	 * @param version the version, as {@code compute.async.version} or the build
	 * information says it
	 * @return new request
	 * @throws InvalidJobException if it is not a version, or this is no retry
	 */
	public BulkRequest withAwaitedVersion(String version) {
		if (!VersionText.isVersion(version)) {
			throw new InvalidJobException("awaitedVersion", version, VersionText.ALLOWED);
		}
		return new BulkRequest(this.action, this.query, this.expectedCount, this.note, this.perSecond, this.canary,
				version);
	}

	/**
	 * What to do.
	 * @return retry, discard or delete
	 */
	public Action action() {
		return this.action;
	}

	/**
	 * Which jobs.
	 * @return the query
	 */
	public FailedJobQuery query() {
		return this.query;
	}

	/**
	 * Maximum number of jobs.
	 * @return 0 or more
	 */
	public long expectedCount() {
		return this.expectedCount;
	}

	/**
	 * Actor and comment.
	 * @return the note
	 */
	public AuditNote note() {
		return this.note;
	}

	/**
	 * Maximum number of jobs per second.
	 * @return 1 or more, or {@code null} for no limit
	 */
	public @Nullable Integer perSecond() {
		return this.perSecond;
	}

	/**
	 * Jobs that go first.
	 * @return the canary, or {@code null} for none
	 */
	public @Nullable Canary canary() {
		return this.canary;
	}

	/**
	 * Version that the workers must run before the first job is retried.
	 * @return the version, or {@code null} to start at once
	 */
	public @Nullable String awaitedVersion() {
		return this.awaitedVersion;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof BulkRequest request && Objects.equals(this.action, request.action)
				&& Objects.equals(this.query, request.query) && this.expectedCount == request.expectedCount
				&& Objects.equals(this.note, request.note) && Objects.equals(this.perSecond, request.perSecond)
				&& Objects.equals(this.canary, request.canary)
				&& Objects.equals(this.awaitedVersion, request.awaitedVersion);
	}

	@Override
	public int hashCode() {
		return Objects.hash(this.action, this.query, this.expectedCount, this.note, this.perSecond, this.canary,
				this.awaitedVersion);
	}

	@Override
	public String toString() {
		return "BulkRequest[action=" + this.action + ", query=" + this.query + ", expectedCount=" + this.expectedCount
				+ ", note=" + this.note + ", perSecond=" + this.perSecond + ", canary=" + this.canary
				+ ", awaitedVersion=" + this.awaitedVersion + "]";
	}

	/**
	 * Jobs that go first. Later versions may add methods: applications read this type and
	 * do not implement it.
	 */
	public interface Canary {

		/**
		 * {@return number of jobs}
		 */
		int jobs();

		/**
		 * {@return share of them that must be complete, 1 to 100}
		 */
		int percent();

	}

}
