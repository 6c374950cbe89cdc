package io.computeplatform;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How and why an attempt failed, in plain text: nothing is ever rebuilt from it.
 *
 * @param reason kind of failure
 * @param exceptionClass class name of what was thrown, if anything was
 * @param message its message, truncated
 * @param at when the attempt ended, by the database's clock
 */
public record JobFailure(FailureReason reason, @Nullable String exceptionClass, @Nullable String message, Instant at) {

}
