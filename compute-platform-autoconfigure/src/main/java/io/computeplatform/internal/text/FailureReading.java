package io.computeplatform.internal.text;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Reads an exception completely, and keeps the parts that were read so far.
 */
final class FailureReading implements Callable<Boolean> {

	private static final int MAX_DEPTH = 100;

	private static final int MAX_THROWABLES = 1_000;

	private static final int MAX_FRAMES = 10_000;

	private static final int MAX_TEXT = 100_000;

	private static final int MAX_COPIED = 4_000;

	private static final String NO_TEXT = "(its text can't be had)";

	private static final StackTraceElement[] NO_TRACE = {};

	private final Throwable failure;

	private final boolean onlyPlain;

	private final List<Throwable> chain = new CopyOnWriteArrayList<>();

	private final Map<Throwable, @Nullable String> messages = Collections.synchronizedMap(new IdentityHashMap<>());

	private final Map<Throwable, StackTraceElement[]> traces = Collections.synchronizedMap(new IdentityHashMap<>());

	private boolean small = true;

	/**
	 * Creates a reading.
	 * @param onlyPlain whether to run only code of the JDK
	 */
	FailureReading(Throwable failure, boolean onlyPlain) {
		this.failure = failure;
		this.onlyPlain = onlyPlain;
	}

	/**
	 * Reads the exception.
	 * @return whether it is small, and no method threw
	 * @throws NotPlainException if code outside of the JDK would run
	 */
	@Override
	public Boolean call() {
		readChain();
		this.chain.forEach(this::read);
		Deque<Throwable> open = new ArrayDeque<>(this.chain);
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		while (this.small && !open.isEmpty()) {
			Throwable next = open.remove();
			if (!seen.add(next)) {
				continue;
			}
			check(seen.size() <= MAX_THROWABLES);
			if (!this.messages.containsKey(next)) {
				read(next);
			}
			Throwable[] suppressed = next.getSuppressed();
			check(suppressed.length + open.size() <= MAX_THROWABLES);
			if (this.small) {
				open.addAll(List.of(suppressed));
				Throwable cause = cause(next);
				if (cause != null) {
					open.add(cause);
				}
			}
		}
		if (this.small && !this.onlyPlain) {
			guarded(() -> print(this.failure));
		}
		return this.small;
	}

	private void readChain() {
		Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		for (@Nullable
		Throwable cause = this.failure; cause != null && seen.add(cause) && this.small; cause = cause(cause)) {
			this.chain.add(cause);
			check(this.chain.size() < MAX_DEPTH);
		}
	}

	private void read(Throwable next) {
		checkPlain(next);
		String message = message(next);
		check(message == null || message.length() <= MAX_TEXT);
		this.messages.put(next, (message != null) ? PlainText.cut(message, MAX_COPIED) : null);
		StackTraceElement[] trace = guarded(next::getStackTrace);
		if (trace != null) {
			check(trace.length <= MAX_FRAMES);
			this.traces.put(next, (trace.length <= MAX_FRAMES) ? trace : NO_TRACE);
		}
		String text = guarded(next::toString);
		check(text == null || text.length() <= 2 * MAX_TEXT);
		guarded(next::getLocalizedMessage);
	}

	private static @Nullable String message(Throwable next) {
		try {
			return next.getMessage();
		}
		catch (Throwable ex) {
			return NO_TEXT;
		}
	}

	private @Nullable Throwable cause(Throwable next) {
		checkPlain(next);
		return guarded(next::getCause);
	}

	private void checkPlain(Throwable next) {
		if (this.onlyPlain && !PlainThrowables.isPlain(next.getClass())) {
			throw new NotPlainException(next.getClass());
		}
	}

	private void check(boolean fits) {
		this.small &= fits;
	}

	private static <T> @Nullable T guarded(Supplier<@Nullable T> reading) {
		try {
			return reading.get();
		}
		catch (Throwable ex) {
			// Later callers of the method must expect the same failure.
			return null;
		}
	}

	private static @Nullable Object print(Throwable failure) {
		failure.printStackTrace(new PrintWriter(Writer.nullWriter()));
		return null;
	}

	/**
	 * The parts that were read so far.
	 */
	FailureCopy copy() {
		List<Throwable> causes = new ArrayList<>(this.chain);
		if (causes.isEmpty()) {
			causes.add(this.failure);
		}
		FailureCopy copy = null;
		for (int i = causes.size() - 1; i >= 0; i--) {
			Throwable cause = causes.get(i);
			String message = this.messages.containsKey(cause) ? this.messages.get(cause) : NO_TEXT;
			copy = new FailureCopy(cause, message, this.traces.getOrDefault(cause, NO_TRACE), copy);
		}
		return Objects.requireNonNull(copy);
	}

	/**
	 * Recognizes exceptions that run only code of the JDK when they are read.
	 */
	private static final class PlainThrowables {

		private static final Map<String, Class<?>[]> READERS = Map.of("getMessage", new Class<?>[0],
				"getLocalizedMessage", new Class<?>[0], "getCause", new Class<?>[0], "getStackTrace", new Class<?>[0],
				"toString", new Class<?>[0], "printStackTrace", new Class<?>[] { PrintWriter.class });

		private static final ClassValue<Boolean> PLAIN = new ClassValue<>() {

			@Override
			protected Boolean computeValue(Class<?> type) {
				return READERS.entrySet()
					.stream()
					.allMatch((reader) -> isOfJdk(type, reader.getKey(), reader.getValue()));
			}

		};

		static boolean isPlain(Class<?> type) {
			return PLAIN.get(type);
		}

		private static boolean isOfJdk(Class<?> type, String name, Class<?>[] parameters) {
			try {
				return type.getMethod(name, parameters).getDeclaringClass().getClassLoader() == null;
			}
			catch (ReflectiveOperationException | LinkageError ex) {
				return false;
			}
		}

	}

	/**
	 * Thrown if code outside of the JDK would run.
	 */
	static final class NotPlainException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		private final transient Class<?> type;

		NotPlainException(Class<?> type) {
			super(null, null, false, false);
			this.type = type;
		}

		/**
		 * Class whose code would run.
		 */
		Class<?> type() {
			return this.type;
		}

	}

}
