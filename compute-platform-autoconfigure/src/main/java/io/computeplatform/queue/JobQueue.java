package io.computeplatform.queue;

import java.time.Duration;

import io.computeplatform.ComputeAsyncProperties.Backoff;
import io.computeplatform.ComputeAsyncProperties.CircuitBreaker;
import io.computeplatform.ComputeAsyncProperties.FailureLog;
import io.computeplatform.ComputeAsyncProperties.QueueType;
import org.jspecify.annotations.Nullable;

/**
 * One queue with everything that was configured for it. Internal.
 *
 * @param name name that applications use, and rows store
 * @param routingKey name on the broker, prefix included
 * @param deadLetterRoutingKey name of the dead-letter queue on the broker
 * @param type type on the broker
 * @param concurrency jobs that run at once
 * @param prefetch messages that each consumer holds
 * @param maxRetries retries of a job that does not choose its own
 * @param backoff wait between tries
 * @param circuitBreaker when it pauses by itself
 * @param timeout limit of one attempt, if any
 * @param logFailures which failures are logged
 */
public record JobQueue(String name, String routingKey, String deadLetterRoutingKey, QueueType type, int concurrency,
		int prefetch, int maxRetries, Backoff backoff, CircuitBreaker circuitBreaker, @Nullable Duration timeout,
		FailureLog logFailures) {

}
