package io.computeplatform.internal.event;

import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.JobStoreAutoConfiguration;
import io.computeplatform.internal.thread.ThreadCleaner;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of application events.
 */
@AutoConfiguration(after = JobStoreAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobEventAutoConfiguration {

	@Bean
	FinishedJobs computeFinishedJobs() {
		return new FinishedJobs();
	}

	@Bean
	JobEvents computeJobEvents(Database database, ApplicationEventPublisher publisher, ThreadCleaner cleaner,
			FinishedJobs finished) {
		return new JobEvents(database, publisher, cleaner, finished);
	}

}
