package io.computeplatform.store;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import io.computeplatform.store.PayloadFields.State;
import org.jspecify.annotations.Nullable;

/**
 * Compares a payload with what was read back, once. Classes of the JDK by what they hold,
 * all others field by field: an {@code equals} of theirs may look at an id only, or at
 * the identity of an array.
 */
final class PayloadComparison {

	private final PayloadFields fields;

	private final IdentityHashMap<Object, Object> met = new IdentityHashMap<>();

	PayloadComparison(PayloadFields fields) {
		this.fields = fields;
	}

	/**
	 * Compares two values.
	 * @return the first difference, or {@code null} if there is none
	 */
	@Nullable Difference compare(@Nullable Object before, @Nullable Object after) {
		if (before == after) {
			return null;
		}
		if (before == null || after == null) {
			return changed(before, after);
		}
		if (JdkValues.contain(before.getClass()) || before instanceof Object[]) {
			return compareValues(before, after);
		}
		if (before instanceof JsonNode tree) {
			return (after instanceof JsonNode other && tree.equals(JdkValues::compareNodes, other)) ? null
					: changed(before, after);
		}
		if (this.met.put(before, after) == after) {
			return null;
		}
		if (before.getClass() == after.getClass()) {
			State state = this.fields.of(before.getClass());
			Difference difference = compareFields(state, before, after);
			return (difference != null || state.whole()) ? difference : compareValues(before, after);
		}
		// A field of type List may be given any list.
		return (before instanceof Collection || before instanceof Map) ? compareValues(before, after)
				: changed(before, after);
	}

	private @Nullable Difference compareFields(State state, Object before, Object after) {
		for (Field field : state.fields()) {
			Difference difference = compare(value(field, before), value(field, after));
			if (difference != null) {
				return difference.in("." + field.getName());
			}
		}
		return null;
	}

	private static @Nullable Object value(Field field, Object object) {
		try {
			return field.get(object);
		}
		catch (IllegalAccessException ex) {
			throw new IllegalStateException("Accessible, and still refused", ex);
		}
	}

	private @Nullable Difference compareValues(Object before, Object after) {
		if (before instanceof Collection<?> some && after instanceof Collection<?> other) {
			return compareCollections(some, other);
		}
		if (before instanceof Map<?, ?> some && after instanceof Map<?, ?> other) {
			return compareMaps(some, other);
		}
		if (before instanceof Object[] some && after instanceof Object[] other
				&& before.getClass() == after.getClass()) {
			return compareElements(Arrays.asList(some), Arrays.asList(other));
		}
		if (before instanceof Optional<?> some && after instanceof Optional<?> other) {
			return compare(some.orElse(null), other.orElse(null));
		}
		if (before instanceof AtomicReference<?> some && after instanceof AtomicReference<?> other) {
			return compare(some.get(), other.get());
		}
		if (before instanceof Map.Entry<?, ?> some && after instanceof Map.Entry<?, ?> other) {
			return compareElements(Arrays.asList(some.getKey(), some.getValue()),
					Arrays.asList(other.getKey(), other.getValue()));
		}
		return JdkValues.equal(before, after) ? null : changed(before, after);
	}

	private @Nullable Difference compareCollections(Collection<?> before, Collection<?> after) {
		if ((before instanceof Set) != (after instanceof Set) || (before instanceof List && !(after instanceof List))) {
			return changed(before, after);
		}
		if (before instanceof SortedSet<?> some && after instanceof SortedSet<?>) {
			if (some.comparator() != null) {
				return new Difference("", "loses its comparator");
			}
		}
		Difference difference = compareElements(before, after);
		boolean sameSet = difference != null && before instanceof Set && before.size() == after.size()
				&& after.containsAll(before);
		return sameSet ? null : difference;
	}

	private @Nullable Difference compareElements(Collection<?> before, Collection<?> after) {
		if (before.size() != after.size()) {
			return new Difference("", "comes back with another number of elements");
		}
		Iterator<?> others = after.iterator();
		int number = 0;
		for (Object element : before) {
			Difference difference = compare(element, others.next());
			if (difference != null) {
				return difference.in("[" + number + "]");
			}
			number++;
		}
		return null;
	}

	private @Nullable Difference compareMaps(Map<?, ?> before, Map<?, ?> after) {
		if (before instanceof SortedMap<?, ?> some && after instanceof SortedMap && some.comparator() != null) {
			return new Difference("", "loses its comparator");
		}
		if (before.size() != after.size()) {
			return new Difference("", "comes back with another number of entries");
		}
		// As written, so that a key needs no equals.
		Iterator<? extends Map.Entry<?, ?>> others = after.entrySet().iterator();
		for (Map.Entry<?, ?> entry : before.entrySet()) {
			Map.Entry<?, ?> other = others.next();
			Difference difference;
			if (compare(entry.getKey(), other.getKey()) == null) {
				difference = compare(entry.getValue(), other.getValue());
			}
			else if (holds(after, entry.getKey())) {
				difference = compare(entry.getValue(), after.get(entry.getKey()));
			}
			else {
				Difference key = compare(entry.getKey(), other.getKey());
				return (key != null) ? key.in("[a key]") : null;
			}
			if (difference != null) {
				return difference.in("[?]");
			}
		}
		return null;
	}

	private static boolean holds(Map<?, ?> map, @Nullable Object key) {
		try {
			return map.containsKey(key);
		}
		catch (ClassCastException | NullPointerException ex) {
			// A sorted one, of another kind of keys.
			return false;
		}
	}

	private static Difference changed(@Nullable Object before, @Nullable Object after) {
		if (after == null) {
			return new Difference("", "comes back as null");
		}
		String type = after.getClass().getTypeName();
		if (before == null) {
			return new Difference("", "is null and comes back as " + type);
		}
		String own = before.getClass().getTypeName();
		return new Difference("",
				own.equals(type) ? "comes back as another " + type : "comes back as " + type + " instead of " + own);
	}

}
