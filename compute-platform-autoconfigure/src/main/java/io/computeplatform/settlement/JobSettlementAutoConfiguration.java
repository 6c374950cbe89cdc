package io.computeplatform.settlement;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.dispatch.JobDispatchAutoConfiguration;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.dispatch.OwedLater;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.retry.JobRetryAutoConfiguration;
import io.computeplatform.retry.RetryDecider;
import io.computeplatform.store.AttemptRows;
import io.computeplatform.store.UnservedRows;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Settlement of failed attempts, for worker and relay.
 */
@AutoConfiguration(after = { JobDispatchAutoConfiguration.class, JobRetryAutoConfiguration.class })
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobSettlementAutoConfiguration {

	@Bean
	FailureSettlement computeFailureSettlement(ComputeAsyncProperties properties, RetryDecider decider,
			AttemptRows rows, UnservedRows unserved, JobQueues queues, Dispatcher dispatcher, OwedLater owedLater,
			JobEvents events) {
		FailureText texts = new FailureText((int) properties.maxStackTraceSize().toBytes());
		return new FailureSettlement(decider, rows, unserved, dispatcher, owedLater, events, texts,
				new FailureLogger((queue) -> queues.get(queue).logFailures()), properties.relay().grace());
	}

}
