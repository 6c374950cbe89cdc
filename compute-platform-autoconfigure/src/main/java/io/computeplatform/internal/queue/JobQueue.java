package io.computeplatform.internal.queue;

import java.time.Duration;

import io.computeplatform.ComputeAsyncProperties.Backoff;
import io.computeplatform.ComputeAsyncProperties.CircuitBreaker;
import io.computeplatform.ComputeAsyncProperties.FailureLog;
import io.computeplatform.ComputeAsyncProperties.QueueType;
import org.jspecify.annotations.Nullable;

/**
 * One queue with its configuration. Internal.
 *
 * @param name name in applications and rows
 * @param routingKey name on the broker, prefix included
 * @param deadLetterRoutingKey name of the dead-letter queue on the broker
 * @param type type on the broker
 * @param concurrency number of jobs that run at once
 * @param prefetch number of messages that are held for each job that can run at once
 * @param maxRetries retries of a job without its own setting
 * @param backoff wait between attempts
 * @param circuitBreaker settings of the circuit breaker
 * @param timeout limit of one attempt, if any
 * @param logFailures which failures are logged
 */
public record JobQueue(String name, String routingKey, String deadLetterRoutingKey, QueueType type, int concurrency,
		int prefetch, int maxRetries, Backoff backoff, CircuitBreaker circuitBreaker, @Nullable Duration timeout,
		FailureLog logFailures) {

}
