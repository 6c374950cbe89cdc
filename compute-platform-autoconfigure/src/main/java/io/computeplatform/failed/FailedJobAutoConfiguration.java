package io.computeplatform.failed;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.dispatch.Dispatcher;
import io.computeplatform.dispatch.JobDispatchAutoConfiguration;
import io.computeplatform.dispatch.JobEvents;
import io.computeplatform.masking.PayloadMask;
import io.computeplatform.masking.PayloadMaskingAutoConfiguration;
import io.computeplatform.queue.JobQueues;
import io.computeplatform.store.AdminReads;
import io.computeplatform.store.Database;
import io.computeplatform.store.FailedRows;
import io.computeplatform.store.PayloadJson;
import io.computeplatform.store.SubmitRows;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * What administrators inject.
 */
@AutoConfiguration(after = { JobDispatchAutoConfiguration.class, PayloadMaskingAutoConfiguration.class })
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class FailedJobAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FailedJobRepository computeFailedJobRepository(Database database, AdminReads reads, PayloadPaths paths,
			PayloadMask mask, ActionRows actions, OperationRows operations) {
		return new JdbcFailedJobRepository(database, reads, paths, mask, actions, operations);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FailedJobService computeFailedJobService(ComputeAsyncProperties properties, Database database, FailedRows failed,
			SubmitRows submits, OperationRows operations, ActionRows actions, AdminReads reads, PayloadPaths paths,
			PayloadJson payloads, PayloadMask mask, JobQueues queues, Dispatcher dispatcher, JobEvents events) {
		return new DefaultFailedJobService(database, failed, submits, operations, actions, reads, paths, payloads, mask,
				queues, dispatcher, events, properties.relay().grace());
	}

	@Bean
	PayloadPaths computePayloadPaths(ComputeAsyncProperties properties, Database database) {
		return new PayloadPaths(database, properties.admin().payloadFilter());
	}

	@Bean
	OperationRows computeOperationRows(Database database, PayloadMask mask) {
		return new OperationRows(database, mask);
	}

	@Bean
	ActionRows computeActionRows(Database database, ObjectProvider<Actor> actor) {
		return new ActionRows(database, actor.getIfAvailable(() -> () -> null));
	}

	@Bean
	@ConditionalOnClass(name = "org.springframework.security.core.context.SecurityContextHolder")
	Actor computeActor() {
		return new SecurityActor();
	}

}
