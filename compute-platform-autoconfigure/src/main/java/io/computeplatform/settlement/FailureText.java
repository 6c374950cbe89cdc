package io.computeplatform.settlement;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Supplier;

import io.computeplatform.FailureReason;
import io.computeplatform.retry.Causes;
import io.computeplatform.store.FailureRecord;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.StandardStackTracePrinter;

/**
 * Turns what an executor threw, which may be anything, into text that fits the database.
 */
final class FailureText {

	private static final int MAX_MESSAGE = 4000;

	private static final int MAX_CLASSES = 100;

	/** A longer one would not fit into the index. */
	private static final int MAX_CLASS = 500;

	private static final String ENGINE = "io.computeplatform.worker.JobMessageListener";

	private final int maxStackTrace;

	FailureText(int maxStackTrace) {
		this.maxStackTrace = maxStackTrace;
	}

	FailureRecord of(FailureReason reason, Throwable failure) {
		String text = safely(failure::getMessage);
		String message = (text != null) ? clean(text, MAX_MESSAGE) : null;
		return new FailureRecord(reason, failure.getClass().getName(), message, stackTrace(reason, failure),
				classes(failure), Fingerprint.of(reason, failure));
	}

	/**
	 * What was thrown and each of its causes, with all that they extend short of
	 * Throwable itself.
	 */
	private static List<String> classes(Throwable failure) {
		return Causes.of(failure).stream().<Class<?>>mapMulti((cause, names) -> {
			for (Class<?> type = cause.getClass(); type != Throwable.class; type = type.getSuperclass()) {
				names.accept(type);
			}
		}).map((type) -> clean(type.getName(), MAX_CLASS)).distinct().limit(MAX_CLASSES).toList();
	}

	private @Nullable String stackTrace(FailureReason reason, Throwable failure) {
		if (reason == FailureReason.WORKER_LOST) {
			// Made here, on behalf of a process that could not say a word.
			return null;
		}
		StringBuilder text = new StringBuilder();
		safely(() -> {
			print(failure, text);
			return null;
		});
		return clean(text.toString(), this.maxStackTrace);
	}

	private void print(Throwable failure, Appendable text) {
		try {
			StandardStackTracePrinter.rootLast()
				.withLineSeparator("\n")
				.withMaximumLength(this.maxStackTrace)
				.withFrameFilter(new AboveTheEngine())
				.printStackTrace(failure, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static @Nullable String safely(Supplier<@Nullable String> text) {
		try {
			return text.get();
		}
		catch (RuntimeException | Error ex) {
			// An exception is the application's code too, and the failure is recorded
			// whatever it does.
			return "(its text can't be had: " + ex.getClass().getName() + ")";
		}
	}

	/**
	 * PostgreSQL takes neither NUL nor half a character.
	 */
	static String clean(String text, int max) {
		String cut = (text.length() <= max) ? text : text.substring(0, max);
		String whole = new String(cut.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
		return whole.replace('\0', ' ');
	}

	/**
	 * Leaves out the frames below the executor of each trace: the same in all, and most
	 * of it.
	 */
	private static final class AboveTheEngine implements BiPredicate<Integer, StackTraceElement> {

		private boolean above;

		@Override
		public boolean test(Integer index, StackTraceElement frame) {
			this.above = (index == 0 || this.above) && !frame.getClassName().equals(ENGINE);
			return this.above;
		}

	}

}
