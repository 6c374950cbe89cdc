package io.computeplatform.internal.filter;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Filters with their values, as text and as SQL. Internal, immutable.
 */
public final class FailedJobFilters {

	private static final FailedJobFilters NONE = new FailedJobFilters(Map.of(), Map.of());

	private static final int MAX_LENGTH = 2000;

	private final Map<FailedJobFilter, String> known;

	/**
	 * Conditions that a newer version has stored: shown, and refused in searches.
	 */
	private final Map<String, String> unknown;

	private FailedJobFilters(Map<FailedJobFilter, String> known, Map<String, String> unknown) {
		this.known = known;
		this.unknown = unknown;
	}

	/**
	 * Creates filters that match every failed job.
	 * @return the filters
	 */
	public static FailedJobFilters none() {
		return NONE;
	}

	/**
	 * Reads conditions of a caller.
	 * @param conditions value by name; those without a value are left out
	 * @return the filters
	 * @throws InvalidJobException if a name or a value is not allowed
	 */
	public static FailedJobFilters of(Map<String, @Nullable String> conditions) {
		FailedJobFilters filters = NONE;
		for (Map.Entry<String, @Nullable String> condition : conditions.entrySet()) {
			FailedJobFilter filter = FailedJobFilter.of(condition.getKey());
			String value = condition.getValue();
			if (value != null && !value.isEmpty()) {
				filters = filters.with(filter, value);
			}
		}
		return filters;
	}

	/**
	 * Reads conditions that this or another version has stored.
	 * @param conditions value by name
	 * @return the filters, including unknown ones
	 */
	public static FailedJobFilters ofStored(Map<String, ? extends @Nullable Object> conditions) {
		FailedJobFilters filters = NONE;
		Map<String, String> unknown = new LinkedHashMap<>();
		for (Map.Entry<String, ? extends @Nullable Object> condition : conditions.entrySet()) {
			String value = String.valueOf(condition.getValue());
			try {
				filters = filters.with(FailedJobFilter.of(condition.getKey()), value);
			}
			catch (InvalidJobException ex) {
				unknown.put(PlainText.of(condition.getKey(), MAX_LENGTH), PlainText.of(value, MAX_LENGTH));
			}
		}
		return new FailedJobFilters(filters.known, Collections.unmodifiableMap(unknown));
	}

	/**
	 * Adds a filter, or replaces its value.
	 * @param filter the filter
	 * @param value its value as text
	 * @return new filters
	 * @throws InvalidJobException if the value is not allowed
	 */
	public FailedJobFilters with(FailedJobFilter filter, String value) {
		Map<FailedJobFilter, String> changed = new EnumMap<>(FailedJobFilter.class);
		changed.putAll(this.known);
		changed.put(filter, filter.checked(value));
		return new FailedJobFilters(Collections.unmodifiableMap(changed), this.unknown);
	}

	/**
	 * The conditions as SQL.
	 * @return each preceded by AND
	 * @throws InvalidJobException if one of them is unknown: without it more jobs would
	 * match
	 */
	public String conditions() {
		if (!this.unknown.isEmpty()) {
			throw new InvalidJobException("condition", this.unknown, FailedJobFilter.keys());
		}
		return this.known.keySet()
			.stream()
			.map((filter) -> "AND " + filter.condition())
			.collect(Collectors.joining("\n"));
	}

	/**
	 * The parameters of {@link #conditions()}.
	 * @param mask masks values that a search in payloads must not see
	 * @return value by name
	 */
	public Map<String, String> parameters(PayloadMask mask) {
		Map<String, String> parameters = toMap();
		if (this.known.containsKey(FailedJobFilter.PAYLOAD)) {
			parameters.put(FailedJobFilter.HIDDEN, mask.hidden());
		}
		return parameters;
	}

	@Nullable String payloadPath() {
		return this.known.get(FailedJobFilter.PAYLOAD);
	}

	/**
	 * The conditions as text, including unknown ones.
	 * @return value by name, in a fixed order
	 */
	public Map<String, String> toMap() {
		Map<String, String> map = new LinkedHashMap<>();
		this.known.forEach((filter, value) -> map.put(filter.key(), value));
		map.putAll(this.unknown);
		return map;
	}

}
