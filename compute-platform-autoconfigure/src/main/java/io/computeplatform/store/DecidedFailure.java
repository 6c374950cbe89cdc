package io.computeplatform.store;

import java.time.Duration;

import io.computeplatform.JobStatus;

/**
 * A failed attempt that was decided on. Internal.
 *
 * @param attempt the attempt
 * @param failure how it failed
 * @param status what becomes of its job: queued (with the delay), failed or cancelled
 * @param delay wait before the next try
 */
public record DecidedFailure(AttemptKey attempt, FailureRecord failure, JobStatus status, Duration delay) {

}
