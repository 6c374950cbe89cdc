package io.computeplatform.internal.actuate;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.computeplatform.InvalidJobException;
import io.computeplatform.failed.FailedJobQuery;
import io.computeplatform.jobs.JobQuery;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a request that its operation does not declare: the filters of jobs, by
 * the names that {@link FailedJobQuery} and {@link JobQuery} define.
 *
 * @param values value by name
 */
record FilterParameters(Map<String, Object> values) {

	static FilterParameters of(Map<String, Object> arguments, Set<String> declared) {
		Map<String, Object> values = new TreeMap<>(arguments);
		values.keySet().removeAll(declared);
		return new FilterParameters(values);
	}

	/**
	 * Reads the query for failed jobs.
	 * @throws InvalidJobException if a name or a value is not allowed
	 */
	FailedJobQuery query() {
		return FailedJobQuery.of(conditions());
	}

	/**
	 * Reads the query for jobs in any status.
	 * @throws InvalidJobException if a name or a value is not allowed
	 */
	JobQuery jobQuery() {
		return JobQuery.of(conditions());
	}

	private Map<String, @Nullable String> conditions() {
		Map<String, @Nullable String> conditions = new TreeMap<>();
		this.values.forEach((name, value) -> conditions.put(name, text(name, value)));
		return conditions;
	}

	/**
	 * Checks that there are none, for what can't be filtered.
	 * @param allowed names of the parameters that are declared
	 * @throws InvalidJobException if there is one
	 */
	void requireNone(String allowed) {
		if (!this.values.isEmpty()) {
			throw new InvalidJobException("parameter", String.join(", ", this.values.keySet()), allowed);
		}
	}

	private static @Nullable String text(String name, @Nullable Object value) {
		if (value instanceof Collection || value instanceof Map) {
			throw new InvalidJobException(name, value, "one text");
		}
		return (value != null) ? value.toString() : null;
	}

}
