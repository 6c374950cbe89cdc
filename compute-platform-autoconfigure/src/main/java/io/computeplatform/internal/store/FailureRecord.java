package io.computeplatform.internal.store;

import java.util.List;

import io.computeplatform.FailureReason;
import org.jspecify.annotations.Nullable;

/**
 * A failure as it is stored: plain text that PostgreSQL accepts. Internal.
 *
 * @param reason kind of failure
 * @param exceptionClass class name of the exception, if there was one
 * @param message its message, truncated
 * @param stackTrace its stack trace, truncated
 * @param classes names of all classes by which the failure can be searched
 * @param group failure group, if there was an exception
 */
public record FailureRecord(FailureReason reason, @Nullable String exceptionClass, @Nullable String message,
		@Nullable String stackTrace, List<String> classes, @Nullable FailureGroup group) {

}
