package io.computeplatform.jobs;

import java.util.Optional;

import io.computeplatform.internal.filter.FailedJobFilterAutoConfiguration;
import io.computeplatform.internal.filter.PayloadPaths;
import io.computeplatform.internal.masking.PayloadMask;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.queue.OpenBreakers;
import io.computeplatform.internal.store.AdminReads;
import io.computeplatform.internal.store.Database;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the search for jobs in any status.
 */
@AutoConfiguration(after = FailedJobFilterAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class JobListAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	JobRepository computeJobRepository(Database database, AdminReads reads, PayloadPaths paths, PayloadMask mask,
			ObjectProvider<OpenBreakers> breakers) {
		return new JdbcJobRepository(database, reads, paths, mask,
				new WaitingJobs(database, breakers.getIfAvailable(() -> (queue) -> Optional.empty())));
	}

}
