package io.computeplatform.relay;

import java.time.Duration;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.broker.QueueTopology;
import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.dispatch.OwedLater;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.settlement.FailureSettlement;
import io.computeplatform.settlement.JobSettlementAutoConfiguration;
import io.computeplatform.store.AttemptRows;
import io.computeplatform.store.OwedMessages;
import io.computeplatform.store.WorkerRows;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * The relay. Every instance has one, also those that only submit.
 */
@AutoConfiguration(after = JobSettlementAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobRelayAutoConfiguration {

	@Bean
	RelayCycle computeRelay(ComputeAsyncProperties properties, JobQueues queues, OwedMessages owedMessages,
			Dispatcher dispatcher, OwedLater owedLater, QueueTopology topology, WorkerRows workers,
			AttemptRows attempts, FailureSettlement failures) {
		Duration grace = properties.relay().grace();
		MessageRelay relay = new MessageRelay(queues, owedMessages, dispatcher, topology,
				properties.relay().batchSize(), grace);
		OrphanRecovery orphans = new OrphanRecovery(queues, workers, attempts, failures,
				properties.worker().leaseDuration());
		return new RelayCycle(relay, orphans, owedLater, properties.relay().pollInterval(), grace,
				properties.worker().leaseDuration());
	}

}
