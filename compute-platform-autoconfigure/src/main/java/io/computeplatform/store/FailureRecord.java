package io.computeplatform.store;

import java.util.List;

import io.computeplatform.FailureReason;
import org.jspecify.annotations.Nullable;

/**
 * A failure as it is stored: plain text that PostgreSQL takes. Internal.
 *
 * @param reason kind of failure
 * @param exceptionClass class name of what was thrown, if anything was
 * @param message its message, truncated
 * @param stackTrace its stack trace, truncated
 * @param classes names of all classes that a search for this failure may name
 * @param group failures that it belongs to, if anything was thrown
 */
public record FailureRecord(FailureReason reason, @Nullable String exceptionClass, @Nullable String message,
		@Nullable String stackTrace, List<String> classes, @Nullable FailureGroup group) {

}
