package io.computeplatform.internal.store;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import io.computeplatform.internal.store.PayloadFields.State;
import org.jspecify.annotations.Nullable;

/**
 * Compares a payload with the same payload read back from its JSON. Instances are not
 * reused. Classes of the JDK are compared by value, all others field by field: their
 * {@code equals} may compare only an id, or the identity of an array.
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
	@Nullable PayloadMismatch compare(@Nullable Object before, @Nullable Object after) {
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
			PayloadMismatch difference = compareFields(state, before, after);
			return (difference != null || state.whole()) ? difference : compareValues(before, after);
		}
		// A field of type List can hold any implementation of it.
		return (before instanceof Collection || before instanceof Map) ? compareValues(before, after)
				: changed(before, after);
	}

	private @Nullable PayloadMismatch compareFields(State state, Object before, Object after) {
		for (Field field : state.fields()) {
			PayloadMismatch difference = compare(value(field, before), value(field, after));
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

	private @Nullable PayloadMismatch compareValues(Object before, Object after) {
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

	private @Nullable PayloadMismatch compareCollections(Collection<?> before, Collection<?> after) {
		if ((before instanceof Set) != (after instanceof Set) || (before instanceof List && !(after instanceof List))) {
			return changed(before, after);
		}
		if (hasComparator(before)) {
			return new PayloadMismatch("", "loses its comparator");
		}
		PayloadMismatch difference = compareElements(before, after);
		return (difference != null && before instanceof Set && isSameSet(before, after)) ? null : difference;
	}

	private static boolean hasComparator(Object before) {
		return (before instanceof SortedSet<?> set && set.comparator() != null)
				|| (before instanceof SortedMap<?, ?> map && map.comparator() != null)
				|| (before instanceof PriorityQueue<?> queue && queue.comparator() != null);
	}

	private boolean isSameSet(Collection<?> before, Collection<?> after) {
		Partners<@Nullable Object> partners = new Partners<>(after, (element) -> element);
		return before.size() == after.size()
				&& before.stream().allMatch((element) -> partners.take(element, (other) -> isSame(element, other)));
	}

	/**
	 * With a new visited set: a pair that was found to differ must not count as visited.
	 */
	private boolean isSame(@Nullable Object before, @Nullable Object after) {
		return new PayloadComparison(this.fields).compare(before, after) == null;
	}

	private @Nullable PayloadMismatch compareElements(Collection<?> before, Collection<?> after) {
		if (before.size() != after.size()) {
			return new PayloadMismatch("", "comes back with another number of elements");
		}
		Iterator<?> others = after.iterator();
		int number = 0;
		for (Object element : before) {
			PayloadMismatch difference = compare(element, others.next());
			if (difference != null) {
				return difference.in("[" + number + "]");
			}
			number++;
		}
		return null;
	}

	private @Nullable PayloadMismatch compareMaps(Map<?, ?> before, Map<?, ?> after) {
		if (hasComparator(before)) {
			return new PayloadMismatch("", "loses its comparator");
		}
		if (before.size() != after.size()) {
			return new PayloadMismatch("", "comes back with another number of entries");
		}
		Iterator<? extends Map.Entry<?, ?>> ours = before.entrySet().iterator();
		Iterator<? extends Map.Entry<?, ?>> others = after.entrySet().iterator();
		while (ours.hasNext()) {
			Map.Entry<?, ?> entry = ours.next();
			Map.Entry<?, ?> other = others.next();
			PayloadMismatch key = compare(entry.getKey(), other.getKey());
			if (key != null) {
				return compareInAnyOrder(before, after, key.in("[a key]"));
			}
			PayloadMismatch value = compare(entry.getValue(), other.getValue());
			if (value != null) {
				return value.in("[?]");
			}
		}
		return null;
	}

	private @Nullable PayloadMismatch compareInAnyOrder(Map<?, ?> before, Map<?, ?> after, PayloadMismatch ofKeys) {
		Partners<Map.Entry<?, ?>> partners = new Partners<>(after.entrySet(), Map.Entry::getKey);
		for (Map.Entry<?, ?> entry : before.entrySet()) {
			List<Map.Entry<?, ?>> partner = new ArrayList<>();
			boolean found = partners.take(entry.getKey(),
					(other) -> isSame(entry.getKey(), other.getKey()) && partner.add(other));
			if (!found) {
				return ofKeys;
			}
			PayloadMismatch value = new PayloadComparison(this.fields).compare(entry.getValue(),
					partner.get(0).getValue());
			if (value != null) {
				return value.in("[?]");
			}
		}
		return null;
	}

	private static PayloadMismatch changed(@Nullable Object before, @Nullable Object after) {
		if (after == null) {
			return new PayloadMismatch("", "comes back as null");
		}
		String type = after.getClass().getTypeName();
		if (before == null) {
			return new PayloadMismatch("", "is null and comes back as " + type);
		}
		String own = before.getClass().getTypeName();
		return new PayloadMismatch("",
				own.equals(type) ? "comes back as another " + type : "comes back as " + type + " instead of " + own);
	}

	/**
	 * Elements read back without a match yet, by their hash. The hash comes from the
	 * application's code, and only orders the search.
	 */
	private static final class Partners<T extends @Nullable Object> {

		/**
		 * The cost of comparing each with each grows with the square of the number.
		 */
		private static final int MAX_COMPARED = 1_000;

		private final Map<Integer, List<T>> byHash = new HashMap<>();

		private final boolean few;

		Partners(Collection<? extends T> all, Function<T, @Nullable Object> key) {
			this.few = all.size() <= MAX_COMPARED;
			all.forEach((each) -> this.byHash
				.computeIfAbsent(Objects.hashCode(key.apply(each)), (hash) -> new ArrayList<>())
				.add(each));
		}

		boolean take(@Nullable Object key, Predicate<T> isPartner) {
			List<T> likely = this.byHash.getOrDefault(Objects.hashCode(key), List.of());
			return remove(likely, isPartner)
					|| (this.few && this.byHash.values().stream().anyMatch((others) -> remove(others, isPartner)));
		}

		private static <T extends @Nullable Object> boolean remove(List<T> from, Predicate<T> isPartner) {
			for (Iterator<T> each = from.iterator(); each.hasNext();) {
				if (isPartner.test(each.next())) {
					each.remove();
					return true;
				}
			}
			return false;
		}

	}

}
