package io.computeplatform.internal.support;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Splits lists whose elements together would not fit into memory, or into a statement.
 * Internal.
 */
public final class Chunks {

	private Chunks() {
	}

	/**
	 * Splits a list.
	 * @param <T> type of an element
	 * @param elements the elements
	 * @param size size of an element
	 * @param max largest size of a chunk, unless it is that of a single element
	 * @return the elements in their order
	 */
	public static <T> List<List<T>> of(List<T> elements, ToLongFunction<T> size, long max) {
		List<List<T>> chunks = new ArrayList<>();
		long total = 0;
		int from = 0;
		for (int i = 0; i < elements.size(); i++) {
			long next = size.applyAsLong(elements.get(i));
			if (i > from && total + next > max) {
				chunks.add(elements.subList(from, i));
				from = i;
				total = 0;
			}
			total += next;
		}
		if (from < elements.size()) {
			chunks.add(elements.subList(from, elements.size()));
		}
		return chunks;
	}

}
