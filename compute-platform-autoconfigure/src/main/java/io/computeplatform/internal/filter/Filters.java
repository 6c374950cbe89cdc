package io.computeplatform.internal.filter;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.computeplatform.InvalidJobException;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Filters with their values, as text and as SQL. Internal, immutable.
 *
 * @param <F> type of the filters
 */
public final class Filters<F extends Enum<F> & Filter> {

	private final Class<F> type;

	private final Map<F, String> known;

	/**
	 * Conditions that a newer version has stored: shown, and refused in searches.
	 */
	private final Map<String, String> unknown;

	private Filters(Class<F> type, Map<F, String> known, Map<String, String> unknown) {
		this.type = type;
		this.known = known;
		this.unknown = unknown;
	}

	/**
	 * Creates filters that match every job.
	 * @param <F> type of the filters
	 * @param type type of the filters
	 * @return the filters
	 */
	public static <F extends Enum<F> & Filter> Filters<F> none(Class<F> type) {
		return new Filters<>(type, Map.of(), Map.of());
	}

	/**
	 * Reads conditions of a caller.
	 * @param <F> type of the filters
	 * @param type type of the filters
	 * @param conditions value by name; those without a value are left out
	 * @return the filters
	 * @throws InvalidJobException if a name or a value is not allowed
	 */
	public static <F extends Enum<F> & Filter> Filters<F> of(Class<F> type, Map<String, @Nullable String> conditions) {
		Filters<F> filters = none(type);
		for (Map.Entry<String, @Nullable String> condition : conditions.entrySet()) {
			F filter = filter(type, condition.getKey());
			String value = condition.getValue();
			if (value != null && !value.isEmpty()) {
				filters = filters.with(filter, value);
			}
		}
		return filters;
	}

	/**
	 * Reads conditions that this or another version has stored.
	 * @param <F> type of the filters
	 * @param type type of the filters
	 * @param conditions value by name
	 * @return the filters, including unknown ones
	 */
	public static <F extends Enum<F> & Filter> Filters<F> ofStored(Class<F> type,
			Map<String, ? extends @Nullable Object> conditions) {
		Filters<F> filters = none(type);
		Map<String, String> unknown = new LinkedHashMap<>();
		for (Map.Entry<String, ? extends @Nullable Object> condition : conditions.entrySet()) {
			String value = String.valueOf(condition.getValue());
			try {
				filters = filters.with(filter(type, condition.getKey()), value);
			}
			catch (InvalidJobException ex) {
				unknown.put(PlainText.of(condition.getKey(), FilterValue.MAX_LENGTH),
						PlainText.of(value, FilterValue.MAX_LENGTH));
			}
		}
		return new Filters<>(type, filters.known, Collections.unmodifiableMap(unknown));
	}

	private static <F extends Enum<F> & Filter> F filter(Class<F> type, String key) {
		return Arrays.stream(type.getEnumConstants())
			.filter((filter) -> filter.key().equals(key))
			.findFirst()
			.orElseThrow(() -> new InvalidJobException("condition", key, keys(type)));
	}

	private static <F extends Enum<F> & Filter> String keys(Class<F> type) {
		return Arrays.stream(type.getEnumConstants()).map(Filter::key).collect(Collectors.joining(", "));
	}

	/**
	 * Adds a filter, or replaces its value.
	 * @param filter the filter
	 * @param value its value as text
	 * @return new filters
	 * @throws InvalidJobException if the value is not allowed
	 */
	public Filters<F> with(F filter, String value) {
		Map<F, String> changed = new EnumMap<>(this.type);
		changed.putAll(this.known);
		changed.put(filter, filter.value().checked(filter.key(), value));
		return new Filters<>(this.type, Collections.unmodifiableMap(changed), this.unknown);
	}

	/**
	 * The filters that are set and known.
	 * @return a new set
	 */
	public Set<F> known() {
		Set<F> known = EnumSet.noneOf(this.type);
		known.addAll(this.known.keySet());
		return known;
	}

	/**
	 * Value of a filter.
	 * @param filter the filter
	 * @return its value, or {@code null} if it is not set
	 */
	public @Nullable String value(F filter) {
		return this.known.get(filter);
	}

	/**
	 * All conditions as SQL.
	 * @return each preceded by AND
	 * @throws InvalidJobException if one of them is unknown: without it more jobs would
	 * match
	 */
	public String conditions() {
		if (!this.unknown.isEmpty()) {
			throw new InvalidJobException("condition", this.unknown, keys(this.type));
		}
		return conditions(this.known.keySet());
	}

	/**
	 * Some conditions as SQL.
	 * @param <F> type of the filters
	 * @param filters filters that are set
	 * @return each preceded by AND
	 */
	public static <F extends Enum<F> & Filter> String conditions(Collection<F> filters) {
		return filters.stream().map((filter) -> "AND " + filter.condition()).collect(Collectors.joining("\n"));
	}

	/**
	 * The parameters of {@link #conditions()}.
	 * @param mask masks values that a search in payloads must not see
	 * @return value by name
	 */
	public Map<String, String> parameters(PayloadMask mask) {
		Map<String, String> parameters = toMap();
		if (payloadPath() != null) {
			parameters.put(PayloadPaths.HIDDEN, mask.hidden());
		}
		return parameters;
	}

	@Nullable String payloadPath() {
		return this.known.entrySet()
			.stream()
			.filter((filter) -> filter.getKey().condition().equals(PayloadPaths.CONDITION))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElse(null);
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
