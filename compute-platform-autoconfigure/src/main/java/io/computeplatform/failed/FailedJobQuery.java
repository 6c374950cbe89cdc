package io.computeplatform.failed;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.filter.FailedJobFilter;
import io.computeplatform.internal.filter.Filters;
import org.jspecify.annotations.Nullable;

/**
 * Selects failed jobs, for listing, counting, grouping and bulk operations. All
 * conditions must match. A condition that is set again replaces the previous one.
 * Immutable.
 * <p>
 * Queue, type, group and exception class have an index of their own. The other conditions
 * are evaluated on the remaining jobs, newest failure first: a page is fast if many jobs
 * match. To find rare matches among a million jobs, combine them with a queue, a group or
 * a time.
 */
public final class FailedJobQuery {

	private static final FailedJobQuery ALL = new FailedJobQuery(Filters.none(FailedJobFilter.class));

	private final Filters<FailedJobFilter> filters;

	private FailedJobQuery(Filters<FailedJobFilter> filters) {
		this.filters = filters;
	}

	/**
	 * All failed jobs.
	 * @return a query to start from
	 */
	public static FailedJobQuery all() {
		return ALL;
	}

	/**
	 * Reads conditions in their text form, as an endpoint or a stored query has them.
	 * @param conditions value by name: queue, type, exception, message, group, reason,
	 * worker, since, until, minTries, maxTries, payload; those without a value are left
	 * out
	 * @return query with all of them
	 * @throws InvalidJobException if a name or a value is none of the allowed ones
	 */
	public static FailedJobQuery of(Map<String, @Nullable String> conditions) {
		return new FailedJobQuery(Filters.of(FailedJobFilter.class, conditions));
	}

	/**
	 * Reads a query that this or another version of this library has stored. A query with
	 * conditions that are unknown to this version can be shown; a search with it is
	 * refused.
	 * @param conditions what {@link #toMap()} returned
	 * @return query with all of them
	 */
	public static FailedJobQuery ofStored(Map<String, ? extends @Nullable Object> conditions) {
		return new FailedJobQuery(Filters.ofStored(FailedJobFilter.class, conditions));
	}

	/**
	 * Restricts to one queue.
	 * @param queue name of the queue, without prefix; it need not be configured here
	 * @return new query
	 * @throws InvalidJobException if no queue can have that name
	 */
	public FailedJobQuery ofQueue(String queue) {
		return with(FailedJobFilter.QUEUE, queue);
	}

	/**
	 * Restricts to one type.
	 * @param type class name of the payload
	 * @return new query
	 */
	public FailedJobQuery ofType(String type) {
		return with(FailedJobFilter.TYPE, type);
	}

	/**
	 * Restricts to one group.
	 * @param fingerprint {@link FailedJobGroup#fingerprint()} of the group
	 * @return new query
	 */
	public FailedJobQuery ofGroup(UUID fingerprint) {
		return with(FailedJobFilter.GROUP, fingerprint.toString());
	}

	/**
	 * Restricts to failures by a class of exception, or one that extends it, thrown by
	 * the executor or anywhere in the chain of causes.
	 * @param className name of the class
	 * @return new query
	 */
	public FailedJobQuery withException(String className) {
		return with(FailedJobFilter.EXCEPTION, className);
	}

	/**
	 * Restricts to failures with a text in their message.
	 * @param text part of the message, case-insensitive
	 * @return new query
	 */
	public FailedJobQuery withMessage(String text) {
		return with(FailedJobFilter.MESSAGE, text);
	}

	/**
	 * Restricts to one kind of failure.
	 * @param reason why the last attempt ended
	 * @return new query
	 */
	public FailedJobQuery withReason(FailureReason reason) {
		return with(FailedJobFilter.REASON, reason.value());
	}

	/**
	 * Restricts to jobs with at least one failed attempt of a worker.
	 * @param worker {@link FailedAttempt#worker()} of the attempt
	 * @return new query
	 */
	public FailedJobQuery ofWorker(String worker) {
		return with(FailedJobFilter.WORKER, worker);
	}

	/**
	 * Restricts to failures at a time or later.
	 * @param time inclusive, by the database's clock
	 * @return new query
	 */
	public FailedJobQuery failedSince(Instant time) {
		return with(FailedJobFilter.SINCE, time.toString());
	}

	/**
	 * Restricts to failures before a time.
	 * @param time exclusive, by the database's clock
	 * @return new query
	 */
	public FailedJobQuery failedBefore(Instant time) {
		return with(FailedJobFilter.UNTIL, time.toString());
	}

	/**
	 * Restricts to jobs with a minimum try count.
	 * @param tries 0 or more
	 * @return new query
	 */
	public FailedJobQuery withMinTries(int tries) {
		return with(FailedJobFilter.MIN_TRIES, Integer.toString(tries));
	}

	/**
	 * Restricts to jobs with a maximum try count.
	 * @param tries 0 or more
	 * @return new query
	 */
	public FailedJobQuery withMaxTries(int tries) {
		return with(FailedJobFilter.MAX_TRIES, Integer.toString(tries));
	}

	/**
	 * Restricts by a predicate on the payload.
	 * @param jsonPath a predicate of SQL/JSON path, such as {@code $.customer.id == 42}
	 * or {@code $.country == "FR" && exists($.items[*] ? (@.amount > 100))}. The database
	 * checks it when the query is executed
	 * @return new query
	 */
	public FailedJobQuery withPayload(String jsonPath) {
		return with(FailedJobFilter.PAYLOAD, jsonPath);
	}

	private FailedJobQuery with(FailedJobFilter filter, String value) {
		return new FailedJobQuery(this.filters.with(filter, value));
	}

	Filters<FailedJobFilter> filters() {
		return this.filters;
	}

	/**
	 * Returns the conditions in their text form, as {@link #of(Map)} reads them.
	 * @return value by name, in a fixed order
	 */
	public Map<String, String> toMap() {
		return this.filters.toMap();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof FailedJobQuery query && toMap().equals(query.toMap());
	}

	@Override
	public int hashCode() {
		return toMap().hashCode();
	}

	@Override
	public String toString() {
		return toMap().isEmpty() ? "all failed jobs" : "failed jobs with " + toMap();
	}

}
