package io.computeplatform.internal.filter;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.text.PlainText;

/**
 * Conditions on a failed job: name, allowed values and SQL of each. Internal.
 */
public enum FailedJobFilter {

	QUEUE("queue", "queue = :queue"),

	TYPE("type", "type = :type"),

	EXCEPTION("exception", "failure_classes @> ARRAY[:exception::text]"),

	MESSAGE("message", "strpos(lower(failure_message), lower(:message)) > 0"),

	GROUP("group", "failure_fingerprint = :group::uuid"),

	REASON("reason", "failure_reason = :reason"),

	WORKER("worker", """
			EXISTS (SELECT FROM compute.attempts
			  WHERE attempts.job_id = jobs.id AND attempts.worker = :worker)"""),

	SINCE("since", "failed_at >= :since::timestamptz"),

	UNTIL("until", "failed_at < :until::timestamptz"),

	MIN_TRIES("minTries", "try_count >= :minTries::integer"),

	MAX_TRIES("maxTries", "try_count <= :maxTries::integer"),

	// A CASE: PostgreSQL then estimates that many rows match, and reads the newest first.
	// For the operator alone it would estimate few matches, and read all rows. The cost
	// of a search in a payload grows with its size. The search sees the masked payload.
	PAYLOAD("payload",
			"""
					CASE WHEN octet_length(payload::text) <= 1048576
					  THEN coalesce(compute.searchable_payload(payload, coalesce(:hidden::jsonb #> ARRAY[queue, type], :hidden::jsonb -> ''))
					    @@ :payload::jsonpath, false) ELSE false END""");

	/**
	 * Additional parameter of {@link #PAYLOAD}.
	 */
	static final String HIDDEN = "hidden";

	private static final int MAX_LENGTH = 2000;

	private final String key;

	private final String condition;

	FailedJobFilter(String key, String condition) {
		this.key = key;
		this.condition = condition;
	}

	/**
	 * Name in a URL, and of the parameter of the condition.
	 * @return the name
	 */
	public String key() {
		return this.key;
	}

	String condition() {
		return this.condition;
	}

	static FailedJobFilter of(String key) {
		return Arrays.stream(values())
			.filter((filter) -> filter.key.equals(key))
			.findFirst()
			.orElseThrow(() -> new InvalidJobException("condition", key, keys()));
	}

	static String keys() {
		return Arrays.stream(values()).map(FailedJobFilter::key).collect(Collectors.joining(", "));
	}

	/**
	 * Normalizes the value for PostgreSQL: Java accepts more forms of numbers, times and
	 * ids.
	 */
	String checked(String value) {
		PlainText.check(this.key, value, MAX_LENGTH);
		return switch (this) {
			case GROUP -> parsed(value, UUID::fromString, "fingerprint of a group, a UUID");
			case REASON -> parsed(value, FailedJobFilter::reason, "one of " + reasons());
			case SINCE, UNTIL -> parsed(value, FailedJobFilter::time,
					"a time with its zone, such as 2026-01-31T10:02:00Z, in the years 1 to 9999");
			case MIN_TRIES, MAX_TRIES -> parsed(value, FailedJobFilter::tries, "0 or more");
			default -> value;
		};
	}

	private String parsed(String value, Function<String, Object> parser, String allowed) {
		try {
			return parser.apply(value).toString();
		}
		catch (DateTimeException | IllegalArgumentException ex) {
			throw new InvalidJobException(this.key, value, allowed, ex);
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

	/**
	 * Reads a time in a form that PostgreSQL accepts too.
	 * @param value ISO 8601 with a zone
	 * @return the time, in UTC
	 * @throws DateTimeException if it is not such a time
	 */
	public static OffsetDateTime time(String value) {
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

}
