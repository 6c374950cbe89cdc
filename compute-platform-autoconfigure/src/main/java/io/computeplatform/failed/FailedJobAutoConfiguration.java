package io.computeplatform.failed;

import io.computeplatform.ComputeAsyncProperties;
import io.computeplatform.internal.audit.AuditAutoConfiguration;
import io.computeplatform.internal.audit.AuditRows;
import io.computeplatform.internal.event.JobEvents;
import io.computeplatform.internal.filter.FailedJobFilterAutoConfiguration;
import io.computeplatform.internal.filter.PayloadPaths;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.masking.PayloadMaskingAutoConfiguration;
import io.computeplatform.internal.outbox.JobOutboxAutoConfiguration;
import io.computeplatform.internal.outbox.OutboxPublisher;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.AdminReads;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.FailedRows;
import io.computeplatform.internal.store.JobRows;
import io.computeplatform.internal.store.PayloadJson;
import io.computeplatform.internal.store.SubmitRows;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the beans for administrators of failed jobs.
 */
@AutoConfiguration(after = { JobOutboxAutoConfiguration.class, FailedJobFilterAutoConfiguration.class,
		AuditAutoConfiguration.class })
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class FailedJobAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FailedJobRepository computeFailedJobRepository(Database database, AdminReads reads, PayloadPaths paths,
			PayloadMask mask, AuditRows audit) {
		return new JdbcFailedJobRepository(database, reads, paths, mask, audit);
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	FailedJobService computeFailedJobService(ComputeAsyncProperties properties, Database database, JobRows jobs,
			FailedRows failed, SubmitRows submits, AuditRows audit, PayloadJson payloads, PayloadMask mask,
			JobQueues queues, OutboxPublisher outboxPublisher, JobEvents events) {
		return new DefaultFailedJobService(database, jobs, failed, submits, audit, payloads, mask, queues,
				outboxPublisher, events, properties.relay().grace());
	}

}
