package io.computeplatform.retry;

import org.springframework.retry.RetryPolicy;

/**
 * The policies of one queue.
 *
 * @param retryPolicy whether a failed try is followed by another
 * @param backoff when
 */
record QueuePolicies(RetryPolicy retryPolicy, Backoff backoff) {

}
