package io.computeplatform.internal.store;

import java.time.Duration;

import io.computeplatform.JobStatus;

/**
 * A failed attempt, and the decision on its job. Internal.
 *
 * @param attempt the attempt
 * @param failure how it failed
 * @param status next status of its job: queued (with the delay), failed or cancelled
 * @param delay wait before the next attempt
 */
public record DecidedFailure(AttemptKey attempt, FailureRecord failure, JobStatus status, Duration delay) {

}
