package io.computeplatform.internal.thread;

import io.computeplatform.internal.queue.JobQueueAutoConfiguration;
import io.computeplatform.internal.queue.JobQueues;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Auto-configuration of the cleanup of threads.
 */
@AutoConfiguration(after = JobQueueAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobThreadAutoConfiguration {

	@Bean
	ThreadCleaner computeThreadCleaner(ObjectProvider<PlatformTransactionManager> transactionManagers) {
		return new ThreadCleaner(transactionManagers::stream);
	}

}
