package io.computeplatform.internal.retry;

import org.springframework.retry.RetryPolicy;

/**
 * The policies of one queue.
 *
 * @param retryPolicy whether a failed attempt is retried
 * @param backoff when
 */
record QueuePolicies(RetryPolicy retryPolicy, Backoff backoff) {

}
