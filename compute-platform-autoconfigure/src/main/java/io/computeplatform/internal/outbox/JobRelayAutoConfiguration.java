package io.computeplatform.internal.outbox;

import java.time.Duration;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.internal.broker.QueueTopology;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.Outbox;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the relay. Every instance runs it, also instances that only
 * submit.
 */
@AutoConfiguration(after = JobOutboxAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobRelayAutoConfiguration {

	@Bean
	RelayCycle computeRelay(ComputeAsyncProperties properties, JobQueues queues, Outbox outbox,
			OutboxPublisher outboxPublisher, RelayTrigger relayTrigger, QueueTopology topology) {
		Duration grace = properties.relay().grace();
		Duration pollInterval = properties.relay().pollInterval();
		MessageRelay relay = new MessageRelay(queues, outbox, outboxPublisher, topology, properties.relay().batchSize(),
				pollInterval, grace);
		return new RelayCycle(relay, relayTrigger, pollInterval, grace);
	}

}
