package io.computeplatform.internal.attempt;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.outbox.JobOutboxAutoConfiguration;
import io.computeplatform.internal.outbox.OutboxPublisher;
import io.computeplatform.internal.outbox.RelayTrigger;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.retry.JobRetryAutoConfiguration;
import io.computeplatform.internal.retry.RetryDecider;
import io.computeplatform.internal.store.AttemptRows;
import io.computeplatform.internal.store.UnservedRows;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of failure recording, for worker and relay.
 */
@AutoConfiguration(after = { JobOutboxAutoConfiguration.class, JobRetryAutoConfiguration.class })
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobFailureAutoConfiguration {

	@Bean
	FailureRecorder computeFailureRecorder(ComputeAsyncProperties properties, RetryDecider decider, AttemptRows rows,
			UnservedRows unserved, JobQueues queues, OutboxPublisher outboxPublisher, RelayTrigger relayTrigger,
			JobEvents events) {
		FailureText texts = new FailureText((int) properties.maxStackTraceSize().toBytes());
		return new FailureRecorder(decider, rows, unserved, outboxPublisher, relayTrigger, events, texts,
				new FailureLogger((queue) -> queues.get(queue).logFailures()), properties.relay().grace());
	}

}
