package io.computeplatform.internal.broker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;

import com.rabbitmq.client.LongString;
import org.jspecify.annotations.Nullable;

/**
 * Measures header tables from any source. Without recursion: a table of a few kilobytes
 * can be nested deeper than the stack.
 */
final class HeaderTables {

	/**
	 * Deepest nesting that is read.
	 */
	static final int MAX_DEPTH = 20;

	private static final long TOO_DEEP = Long.MAX_VALUE;

	private static final long SIZE_OF_SCALAR = 16;

	/**
	 * More than the limit of any headers.
	 */
	private static final long UNWRITABLE = 1 << 30;

	private HeaderTables() {
	}

	/**
	 * Whether a header is nested too deep for code that recurses.
	 */
	static boolean isTooDeep(@Nullable Object value) {
		return measure(value, Long.MAX_VALUE) == TOO_DEEP;
	}

	/**
	 * Whether headers take a bounded number of bytes, and are not nested too deep.
	 */
	static boolean fit(Map<String, Object> headers, long maxBytes) {
		return measure(headers, maxBytes) <= maxBytes;
	}

	/**
	 * Approximate size of a value in its frame, never less. Stops above the maximum.
	 */
	private static long measure(@Nullable Object value, long maxBytes) {
		Deque<Iterator<?>> open = new ArrayDeque<>();
		open.push(Collections.singletonList(value).iterator());
		long size = 0;
		while (!open.isEmpty() && size <= maxBytes) {
			Iterator<?> level = open.peek();
			if (!level.hasNext()) {
				open.pop();
				continue;
			}
			Object next = level.next();
			if (next instanceof Map.Entry<?, ?> entry) {
				size += sizeOfName(entry.getKey());
				next = entry.getValue();
			}
			size += SIZE_OF_SCALAR + sizeOfContent(next);
			Iterator<?> children = children(next);
			if (children != null) {
				if (open.size() > MAX_DEPTH) {
					return TOO_DEEP;
				}
				open.push(children);
			}
		}
		return size;
	}

	private static @Nullable Iterator<?> children(@Nullable Object value) {
		if (value instanceof Map<?, ?> table) {
			return table.entrySet().iterator();
		}
		return (value instanceof Collection<?> array) ? array.iterator() : null;
	}

	private static long sizeOfContent(@Nullable Object value) {
		if (value instanceof byte[] bytes) {
			return bytes.length;
		}
		if (value instanceof LongString text) {
			return text.length();
		}
		return (value instanceof String text) ? text.getBytes(StandardCharsets.UTF_8).length : 0;
	}

	/**
	 * Bytes that are not valid UTF-8 take more space when they are written again, and
	 * then too much.
	 */
	private static long sizeOfName(@Nullable Object name) {
		long size = sizeOfContent(name);
		return (size <= AmqpShortString.MAX_BYTES) ? size : UNWRITABLE;
	}

}
