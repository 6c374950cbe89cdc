package io.computeplatform.internal.filter;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import io.computeplatform.FailureReason;
import io.computeplatform.InvalidJobException;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.text.PlainText;

/**
 * The values that a filter allows, normalized for PostgreSQL: Java accepts more forms of
 * numbers, times and ids.
 */
enum FilterValue {

	TEXT("text"),

	FINGERPRINT("fingerprint of a group, a UUID"),

	ID("id of a job, a UUID"),

	ID_PREFIX("the beginning of a UUID, such as 0198c5d2-1f"),

	STATUS("one of " + statuses()),

	REASON("one of " + reasons()),

	TIME("a time with its zone, such as 2026-01-31T10:02:00Z, in the years 1 to 9999"),

	TRIES("0 or more");

	static final int MAX_LENGTH = 2000;

	private static final String UUID_DIGITS = "00000000-0000-0000-0000-000000000000";

	private final String allowed;

	FilterValue(String allowed) {
		this.allowed = allowed;
	}

	String checked(String key, String value) {
		PlainText.check(key, value, MAX_LENGTH);
		try {
			return parse(value).toString();
		}
		catch (DateTimeException | IllegalArgumentException ex) {
			throw new InvalidJobException(key, value, this.allowed, ex);
		}
	}

	private Object parse(String value) {
		return switch (this) {
			case TEXT -> value;
			case FINGERPRINT, ID -> UUID.fromString(value);
			case ID_PREFIX -> idPrefix(value);
			case STATUS -> oneOf(statuses(), value);
			case REASON -> oneOf(reasons(), value);
			case TIME -> time(value);
			case TRIES -> tries(value);
		};
	}

	private static String oneOf(List<String> allowed, String value) {
		String normal = value.toLowerCase(Locale.ROOT).replace('_', '-');
		if (!allowed.contains(normal)) {
			throw new IllegalArgumentException("None of them");
		}
		return normal;
	}

	private static List<String> statuses() {
		return Arrays.stream(JobStatus.values())
			.filter((status) -> status != JobStatus.UNKNOWN)
			.map(JobStatus::value)
			.toList();
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

	private static String idPrefix(String value) {
		String prefix = value.toLowerCase(Locale.ROOT);
		if (prefix.isEmpty() || !UUID_DIGITS.startsWith(prefix.replaceAll("[0-9a-f]", "0"))) {
			throw new IllegalArgumentException("No beginning of a UUID");
		}
		return prefix;
	}

	private static int tries(String value) {
		int tries = Integer.parseInt(value);
		if (tries < 0) {
			throw new IllegalArgumentException("negative");
		}
		return tries;
	}

}
