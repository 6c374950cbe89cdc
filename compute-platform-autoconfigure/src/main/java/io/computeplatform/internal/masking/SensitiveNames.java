package io.computeplatform.internal.masking;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;

/**
 * Names of fields that are sensitive, in any case, at any depth. Immutable.
 */
record SensitiveNames(Set<String> names, boolean everything) {

	static final SensitiveNames NONE = new SensitiveNames(Set.of(), false);

	static final SensitiveNames EVERYTHING = new SensitiveNames(Set.of(), true);

	static SensitiveNames of(Collection<String> names) {
		return new SensitiveNames(
				names.stream().map((name) -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet()),
				false);
	}

	/**
	 * Reads names that another process has written.
	 * @param json a list of names, {@code true} for everything, or {@code null}
	 * @return the names; everything if they can't be read
	 */
	static SensitiveNames ofJson(@Nullable String json, ObjectMapper mapper) {
		if (json == null) {
			return NONE;
		}
		try {
			return of(List.of(mapper.readValue(json, String[].class)));
		}
		catch (JsonProcessingException ex) {
			return EVERYTHING;
		}
	}

	SensitiveNames and(SensitiveNames other) {
		Set<String> all = new HashSet<>(this.names);
		all.addAll(other.names);
		return new SensitiveNames(Set.copyOf(all), this.everything || other.everything);
	}

	boolean contains(String name) {
		return this.names.contains(name.toLowerCase(Locale.ROOT));
	}

	boolean isEmpty() {
		return this.names.isEmpty() && !this.everything;
	}

}
