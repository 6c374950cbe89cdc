package io.computeplatform.dispatch;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.broker.JobBrokerAutoConfiguration;
import io.computeplatform.broker.JobPublisher;
import io.computeplatform.broker.MessageOrigin;
import io.computeplatform.broker.QueueTopology;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.Database;
import io.computeplatform.store.JobStoreAutoConfiguration;
import io.computeplatform.store.OwedMessages;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/**
 * What sends the messages of rows, and tells listeners.
 */
@AutoConfiguration(after = { JobStoreAutoConfiguration.class, JobBrokerAutoConfiguration.class })
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobDispatchAutoConfiguration {

	@Bean
	MessageOrigin computeMessageOrigin(Database database) {
		return new MessageOrigin(database.identity());
	}

	@Bean
	@ConditionalOnMissingBean(value = Dispatcher.class, search = SearchStrategy.CURRENT)
	PublishingDispatcher computeDispatcher(ComputeAsyncProperties properties, Database database, JobQueues queues,
			QueueTopology topology, JobPublisher publisher, OwedMessages owedMessages, MessageOrigin origin) {
		return new PublishingDispatcher(database, queues, topology, publisher, owedMessages, origin,
				properties.relay().grace());
	}

	@Bean
	OwedLater computeOwedLater(Database database) {
		return new OwedLater(database);
	}

	@Bean
	JobEvents computeJobEvents(Database database, ApplicationEventPublisher publisher) {
		return new JobEvents(database, publisher);
	}

}
