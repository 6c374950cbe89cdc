package io.computeplatform.internal.outbox;

import java.util.UUID;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.internal.broker.JobBrokerAutoConfiguration;
import io.computeplatform.internal.broker.JobPublisher;
import io.computeplatform.internal.broker.MessageOrigin;
import io.computeplatform.internal.broker.QueueTopology;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.JobStoreAutoConfiguration;
import io.computeplatform.internal.store.Outbox;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the publisher of pending messages.
 */
@AutoConfiguration(after = { JobStoreAutoConfiguration.class, JobBrokerAutoConfiguration.class })
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobOutboxAutoConfiguration {

	@Bean
	MessageOrigin computeMessageOrigin(Database database) {
		UUID identity = database.identity();
		return new MessageOrigin(identity, database.isSingleDatabase() ? () -> identity : database::identity);
	}

	@Bean
	@ConditionalOnMissingBean(value = OutboxPublisher.class, search = SearchStrategy.CURRENT)
	ConfirmingOutboxPublisher computeOutboxPublisher(ComputeAsyncProperties properties, Database database,
			JobQueues queues, QueueTopology topology, JobPublisher publisher, Outbox outbox, RelayTrigger relayTrigger,
			MessageOrigin origin) {
		return new ConfirmingOutboxPublisher(database, queues, topology, publisher, outbox, relayTrigger, origin,
				properties.relay().grace());
	}

	@Bean
	RelayTrigger computeRelayTrigger(Database database) {
		return new RelayTrigger(database);
	}

}
