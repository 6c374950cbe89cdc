package io.computeplatform;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How and why an attempt failed, as plain text. No exception is deserialized from it.
 *
 * @param reason kind of failure
 * @param exceptionClass class name of the exception, if there was one
 * @param message its message, truncated
 * @param at when the attempt ended, by the database's clock
 */
public record JobFailure(FailureReason reason, @Nullable String exceptionClass, @Nullable String message, Instant at) {

}
