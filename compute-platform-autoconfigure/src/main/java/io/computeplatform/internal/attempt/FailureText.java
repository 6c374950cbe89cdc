package io.computeplatform.internal.attempt;

import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

import io.computeplatform.FailureReason;
import io.computeplatform.internal.retry.Causes;
import io.computeplatform.internal.store.FailureRecord;
import io.computeplatform.internal.text.FailureCopy;
import io.computeplatform.internal.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * Converts an exception of an executor, which can be of any class, into text that fits
 * the database.
 */
final class FailureText {

	private static final int MAX_MESSAGE = 4000;

	private static final int MAX_CLASSES = 100;

	/**
	 * A longer one would not fit into the index.
	 */
	private static final int MAX_CLASS = 500;

	private static final String FRAME = "\tat ";

	private static final String ENGINE = FRAME + "io.computeplatform.internal.worker.JobMessageListener.onMessage";

	private final int maxStackTrace;

	FailureText(int maxStackTrace) {
		this.maxStackTrace = maxStackTrace;
	}

	FailureRecord of(FailureReason reason, Throwable failure) {
		String text = safely(failure::getMessage);
		String message = (text != null) ? PlainText.storable(text, MAX_MESSAGE) : null;
		return new FailureRecord(reason, FailureCopy.original(failure).getClass().getName(), message,
				stackTrace(reason, failure), classes(failure), Fingerprint.of(reason, failure));
	}

	/**
	 * Describes the failure of a job that no instance could run.
	 */
	static FailureRecord unserved(String queue, String type, Duration timeout) {
		String message = PlainText.storable("No JobExecutor for payload type " + type + " in queue '" + queue
				+ "' of any instance that met the job within " + timeout, MAX_MESSAGE);
		return new FailureRecord(FailureReason.NO_EXECUTOR, null, message, null, List.of(),
				Fingerprint.ofUnserved(queue, type));
	}

	/**
	 * Class names of the exception and its causes, with all superclasses below Throwable.
	 */
	private static List<String> classes(Throwable failure) {
		return Causes.of(failure).stream().<Class<?>>mapMulti((cause, names) -> {
			for (Class<?> type = FailureCopy.original(cause).getClass(); type != Throwable.class; type = type
				.getSuperclass()) {
				names.accept(type);
			}
		}).map((type) -> PlainText.storable(type.getName(), MAX_CLASS)).distinct().limit(MAX_CLASSES).toList();
	}

	private @Nullable String stackTrace(FailureReason reason, Throwable failure) {
		if (reason == FailureReason.WORKER_LOST) {
			// The exception was created in this process for a lost worker, and has no
			// meaningful stack trace.
			return null;
		}
		BoundedWriter text = new BoundedWriter(this.maxStackTrace);
		safely(() -> {
			failure.printStackTrace(new PrintWriter(text, true));
			return null;
		});
		return PlainText.storable(withoutEngine(text.toString()), this.maxStackTrace);
	}

	/**
	 * Omits the frames below the executor: they are the same in every trace, and most of
	 * it.
	 */
	private static String withoutEngine(String trace) {
		int start = trace.indexOf(ENGINE);
		if (start < 0) {
			return trace;
		}
		int end = start;
		while (trace.startsWith(FRAME, end)) {
			int newline = trace.indexOf('\n', end);
			end = (newline < 0) ? trace.length() : newline + 1;
		}
		return trace.substring(0, start) + "\t... the frames that called the executor\n" + trace.substring(end);
	}

	static @Nullable String safely(Supplier<@Nullable String> text) {
		try {
			return text.get();
		}
		catch (FullException ex) {
			return null;
		}
		catch (Throwable ex) {
			// An exception can run application code that throws. The failure must be
			// recorded nevertheless.
			return "(its text can't be had: " + ex.getClass().getName() + ")";
		}
	}

	private static final class FullException extends RuntimeException {

		private static final long serialVersionUID = 1L;

		FullException() {
			super(null, null, false, false);
		}

	}

	/**
	 * Keeps the beginning of the text, up to a limit.
	 */
	private static final class BoundedWriter extends Writer {

		private final StringBuilder text = new StringBuilder();

		private final int max;

		BoundedWriter(int max) {
			this.max = max;
		}

		@Override
		public void write(char[] buffer, int offset, int length) {
			this.text.append(buffer, offset, Math.min(length, this.max - this.text.length()));
			if (this.text.length() == this.max) {
				// Stops the printing of text that would be dropped.
				throw new FullException();
			}
		}

		@Override
		public void flush() {
		}

		@Override
		public void close() {
		}

		@Override
		public String toString() {
			return this.text.toString();
		}

	}

}
