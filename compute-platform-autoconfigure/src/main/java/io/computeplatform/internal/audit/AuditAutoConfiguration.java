package io.computeplatform.internal.audit;

import io.computeplatform.audit.AuditLog;
import io.computeplatform.internal.queue.JobQueues;
import io.computeplatform.internal.store.AdminReads;
import io.computeplatform.internal.store.Database;
import io.computeplatform.internal.store.JobStoreAutoConfiguration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of audit entries.
 */
@AutoConfiguration(after = JobStoreAutoConfiguration.class)
@ConditionalOnBean(value = JobQueues.class, search = SearchStrategy.CURRENT)
public final class AuditAutoConfiguration {

	@Bean
	AuditRows computeAuditRows(Database database, ObjectProvider<Actor> actor) {
		return new AuditRows(database, actor.getIfAvailable(() -> () -> null));
	}

	@Bean
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	AuditLog computeAuditLog(AuditRows rows, AdminReads reads) {
		return new JdbcAuditLog(rows, reads);
	}

	@Bean
	@ConditionalOnClass(name = "org.springframework.security.core.context.SecurityContextHolder")
	Actor computeActor() {
		return new SecurityActor();
	}

}
