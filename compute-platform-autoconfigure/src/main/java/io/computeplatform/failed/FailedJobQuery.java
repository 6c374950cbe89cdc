package io.computeplatform.failed;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.masking.PayloadMask;
import io.computeplatform.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Which failed jobs are meant: the same for listing, counting, grouping and acting on
 * them. Each condition narrows the one before; one that is given again replaces itself.
 * Immutable.
 * <p>
 * Queue, type, group and exception class have an index of their own. All others are
 * looked for among the jobs that remain, newest failure first, so that a page is quick if
 * many match; a rare one among a million is quicker found with a queue, a group or a time
 * beside it.
 */
public final class FailedJobQuery {

	private static final FailedJobQuery ALL = new FailedJobQuery(Map.of(), Map.of());

	private static final int MAX_LENGTH = 2000;

	private final Map<FailedJobFilter, String> filters;

	/**
	 * Conditions that a newer version has stored: shown, and never searched by.
	 */
	private final Map<String, String> unknown;

	private FailedJobQuery(Map<FailedJobFilter, String> filters, Map<String, String> unknown) {
		this.filters = filters;
		this.unknown = unknown;
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
		FailedJobQuery query = ALL;
		for (Map.Entry<String, @Nullable String> condition : conditions.entrySet()) {
			String value = condition.getValue();
			if (value != null && !value.isEmpty()) {
				query = query.with(filter(condition.getKey()), value);
			}
		}
		return query;
	}

	/**
	 * Reads what another version may have stored. What it means by conditions that are
	 * unknown here only it can tell.
	 */
	static FailedJobQuery ofStored(Map<String, @Nullable Object> conditions) {
		FailedJobQuery query = ALL;
		Map<String, String> unknown = new LinkedHashMap<>();
		for (Map.Entry<String, @Nullable Object> condition : conditions.entrySet()) {
			String value = String.valueOf(condition.getValue());
			try {
				query = query.with(filter(condition.getKey()), value);
			}
			catch (InvalidJobException ex) {
				unknown.put(PlainText.of(condition.getKey(), MAX_LENGTH), PlainText.of(value, MAX_LENGTH));
			}
		}
		return new FailedJobQuery(query.filters, Collections.unmodifiableMap(unknown));
	}

	private static FailedJobFilter filter(String key) {
		return Arrays.stream(FailedJobFilter.values())
			.filter((filter) -> filter.key().equals(key))
			.findFirst()
			.orElseThrow(() -> new InvalidJobException("condition", key, keys()));
	}

	private static String keys() {
		return Arrays.stream(FailedJobFilter.values()).map(FailedJobFilter::key).collect(Collectors.joining(", "));
	}

	/**
	 * Restricts to one queue.
	 * @param queue name of the queue, without prefix; one that is not configured here may
	 * have failed jobs all the same
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
	public FailedJobQuery thrown(String className) {
		return with(FailedJobFilter.EXCEPTION, className);
	}

	/**
	 * Restricts to failures with a text in their message.
	 * @param text part of the message, in upper or lower case
	 * @return new query
	 */
	public FailedJobQuery withMessage(String text) {
		return with(FailedJobFilter.MESSAGE, text);
	}

	/**
	 * Restricts to one kind of failure.
	 * @param reason why the last try ended
	 * @return new query
	 */
	public FailedJobQuery withReason(FailureReason reason) {
		return with(FailedJobFilter.REASON, reason.value());
	}

	/**
	 * Restricts to jobs of which a worker had at least one failed try.
	 * @param worker {@link FailedAttempt#worker()} of the try
	 * @return new query
	 */
	public FailedJobQuery triedBy(String worker) {
		return with(FailedJobFilter.WORKER, worker);
	}

	/**
	 * Restricts to failures at a time or later.
	 * @param time first time that counts, by the database's clock
	 * @return new query
	 */
	public FailedJobQuery failedSince(Instant time) {
		return with(FailedJobFilter.SINCE, time.toString());
	}

	/**
	 * Restricts to failures before a time.
	 * @param time first time that does not count, by the database's clock
	 * @return new query
	 */
	public FailedJobQuery failedBefore(Instant time) {
		return with(FailedJobFilter.UNTIL, time.toString());
	}

	/**
	 * Restricts to jobs that were tried often.
	 * @param tries 0 or more
	 * @return new query
	 */
	public FailedJobQuery triedAtLeast(int tries) {
		return with(FailedJobFilter.MIN_TRIES, Integer.toString(tries));
	}

	/**
	 * Restricts to jobs that were not tried often.
	 * @param tries 0 or more
	 * @return new query
	 */
	public FailedJobQuery triedAtMost(int tries) {
		return with(FailedJobFilter.MAX_TRIES, Integer.toString(tries));
	}

	/**
	 * Restricts by what is in the payload.
	 * @param jsonPath a predicate of SQL/JSON path, such as {@code $.customer.id == 42}
	 * or {@code $.country == "FR" && exists($.items[*] ? (@.amount > 100))}. Whether it
	 * is one, the database says when it gets the query
	 * @return new query
	 */
	public FailedJobQuery withPayload(String jsonPath) {
		return with(FailedJobFilter.PAYLOAD, jsonPath);
	}

	private FailedJobQuery with(FailedJobFilter filter, String value) {
		Map<FailedJobFilter, String> changed = new EnumMap<>(FailedJobFilter.class);
		changed.putAll(this.filters);
		changed.put(filter, checked(filter, value));
		return new FailedJobQuery(Collections.unmodifiableMap(changed), this.unknown);
	}

	/**
	 * The value as PostgreSQL reads it: what Java takes for a number, a time or an id is
	 * more than that.
	 */
	private static String checked(FailedJobFilter filter, String value) {
		PlainText.check(filter.key(), value, MAX_LENGTH);
		return switch (filter) {
			case GROUP -> parsed(filter, value, UUID::fromString, "fingerprint of a group, a UUID");
			case REASON -> parsed(filter, value, FailedJobQuery::reason, "one of " + reasons());
			case SINCE, UNTIL -> parsed(filter, value, FailedJobQuery::time,
					"a time with its zone, such as 2026-01-31T10:02:00Z, in the years 1 to 9999");
			case MIN_TRIES, MAX_TRIES -> parsed(filter, value, FailedJobQuery::tries, "0 or more");
			default -> value;
		};
	}

	private static String parsed(FailedJobFilter filter, String value, Function<String, Object> parser,
			String allowed) {
		try {
			return parser.apply(value).toString();
		}
		catch (DateTimeException | IllegalArgumentException ex) {
			throw new InvalidJobException(filter.key(), value, allowed, ex);
		}
	}

	private static String reason(String value) {
		String reason = value.toLowerCase(Locale.ROOT).replace('_', '-');
		if (!reasons().contains(reason)) {
			throw new IllegalArgumentException("No reason");
		}
		return reason;
	}

	private static List<String> reasons() {
		return Arrays.stream(FailureReason.values())
			.filter((reason) -> reason != FailureReason.UNKNOWN)
			.map(FailureReason::value)
			.toList();
	}

	static OffsetDateTime time(String value) {
		OffsetDateTime time = OffsetDateTime.parse(value).withOffsetSameInstant(ZoneOffset.UTC);
		if (time.getYear() < 1 || time.getYear() > 9999) {
			throw new DateTimeException("PostgreSQL reads another calendar there");
		}
		return time;
	}

	private static int tries(String value) {
		int tries = Integer.parseInt(value);
		if (tries < 0) {
			throw new IllegalArgumentException("negative");
		}
		return tries;
	}

	/**
	 * The conditions as SQL.
	 * @return each preceded by AND
	 * @throws InvalidJobException if one of them is unknown: without it more jobs would
	 * match
	 */
	String conditions() {
		if (!this.unknown.isEmpty()) {
			throw new InvalidJobException("condition", this.unknown, keys());
		}
		return this.filters.keySet()
			.stream()
			.map((filter) -> "AND " + filter.condition())
			.collect(Collectors.joining("\n"));
	}

	/**
	 * The parameters of {@link #conditions()}, or what {@link #of(Map)} reads.
	 * @return value by name, in a fixed order
	 */
	public Map<String, String> toMap() {
		Map<String, String> map = new LinkedHashMap<>();
		this.filters.forEach((filter, value) -> map.put(filter.key(), value));
		map.putAll(this.unknown);
		return map;
	}

	/**
	 * The parameters, and what the search in payloads is not to see.
	 */
	Map<String, String> parameters(PayloadMask mask) {
		Map<String, String> parameters = toMap();
		if (this.filters.containsKey(FailedJobFilter.PAYLOAD)) {
			parameters.put(FailedJobFilter.HIDDEN, mask.hidden());
		}
		return parameters;
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
