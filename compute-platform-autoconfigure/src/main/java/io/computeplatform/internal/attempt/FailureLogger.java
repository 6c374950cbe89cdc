package io.computeplatform.internal.attempt;

import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.computeplatform.ComputeAsyncProperties.FailureLog;
import io.computeplatform.JobStatus;
import io.computeplatform.internal.store.FailureRecord;
import io.computeplatform.internal.store.RecordedFailure;
import io.computeplatform.internal.text.PlainText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs recorded failures. Never passes the throwable to the logger, which would follow
 * references of any depth.
 */
final class FailureLogger {

	private static final Logger LOG = LoggerFactory.getLogger(FailureLogger.class);

	private static final int MAX_LINE = 1_000;

	private final Function<String, FailureLog> ofQueue;

	FailureLogger(Function<String, FailureLog> ofQueue) {
		this.ofQueue = ofQueue;
	}

	void log(RecordedFailure recorded, FailureRecord failure) {
		FailureLog wanted = this.ofQueue.apply(recorded.message().queue());
		JobStatus status = recorded.message().status();
		if (status == JobStatus.FAILED && wanted != FailureLog.NONE) {
			String trace = failure.stackTrace();
			LOG.error("{} failed for good ({}): {}", attempt(recorded), failure.reason().value(),
					(trace != null && !trace.isBlank()) ? lines(trace) : summary(failure));
		}
		else if (status == JobStatus.QUEUED && wanted == FailureLog.ALL) {
			LOG.warn("{} failed ({}), retrying {}: {}", attempt(recorded), failure.reason().value(), when(recorded),
					summary(failure));
		}
	}

	private static String attempt(RecordedFailure recorded) {
		return "Job %s in queue '%s', attempt %d of %d".formatted(recorded.message().id(), recorded.message().queue(),
				recorded.message().tryCount(), recorded.maxTries());
	}

	private static String when(RecordedFailure recorded) {
		Duration delay = recorded.delay();
		return delay.isZero() ? "at once" : "at " + recorded.failure().at().plus(delay);
	}

	private static String summary(FailureRecord failure) {
		String type = failure.exceptionClass();
		return PlainText.of((type != null) ? type + ": " + failure.message() : String.valueOf(failure.message()),
				MAX_LINE);
	}

	/**
	 * Indented, except for causes: a line of a message must not look like a log line.
	 */
	private static String lines(String trace) {
		String text = trace.lines().map((line) -> {
			String plain = PlainText.of(line.strip(), MAX_LINE);
			return plain.startsWith("Caused by: ") ? plain : "\t" + plain;
		}).collect(Collectors.joining("\n"));
		return text.strip();
	}

}
