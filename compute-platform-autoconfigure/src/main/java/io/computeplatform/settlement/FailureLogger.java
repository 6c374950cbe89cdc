package io.computeplatform.settlement;

import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.computeplatform.ComputeAsyncProperties.FailureLog;
import io.computeplatform.JobStatus;
import io.computeplatform.store.FailureRecord;
import io.computeplatform.store.Settled;
import io.computeplatform.text.PlainText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs failures as they were recorded. Never the throwable itself: loggers follow it
 * wherever it leads.
 */
final class FailureLogger {

	private static final Logger LOG = LoggerFactory.getLogger(FailureLogger.class);

	private static final int MAX_LINE = 1_000;

	private final Function<String, FailureLog> ofQueue;

	FailureLogger(Function<String, FailureLog> ofQueue) {
		this.ofQueue = ofQueue;
	}

	void log(Settled settled, FailureRecord failure) {
		FailureLog wanted = this.ofQueue.apply(settled.message().queue());
		JobStatus status = settled.message().status();
		if (status == JobStatus.FAILED && wanted != FailureLog.NONE) {
			String trace = failure.stackTrace();
			LOG.error("{} failed for good ({}): {}", attempt(settled), failure.reason().value(),
					(trace != null && !trace.isBlank()) ? lines(trace) : summary(failure));
		}
		else if (status == JobStatus.QUEUED && wanted == FailureLog.ALL) {
			LOG.warn("{} failed ({}) and is tried again {}: {}", attempt(settled), failure.reason().value(),
					when(settled), summary(failure));
		}
	}

	private static String attempt(Settled settled) {
		return "Job %s in queue '%s', attempt %d of %d".formatted(settled.message().id(), settled.message().queue(),
				settled.message().tryCount(), settled.maxTries());
	}

	private static String when(Settled settled) {
		Duration delay = settled.delay();
		return delay.isZero() ? "at once" : "at " + settled.failure().at().plus(delay);
	}

	private static String summary(FailureRecord failure) {
		String type = failure.exceptionClass();
		return PlainText.of((type != null) ? type + ": " + failure.message() : String.valueOf(failure.message()),
				MAX_LINE);
	}

	/** Indented, but for causes: a message must not look like a line of the log. */
	private static String lines(String trace) {
		String text = trace.lines().map((line) -> {
			String plain = PlainText.of(line.strip(), MAX_LINE);
			return plain.startsWith("Caused by: ") ? plain : "\t" + plain;
		}).collect(Collectors.joining("\n"));
		return text.strip();
	}

}
