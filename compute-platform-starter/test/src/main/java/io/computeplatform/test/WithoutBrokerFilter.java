package io.computeplatform.test;

import java.util.Set;

import io.computeplatform.control.ReconciliationAutoConfiguration;
import io.computeplatform.internal.actuate.Boot3HealthAutoConfiguration;
import io.computeplatform.internal.actuate.Boot4HealthAutoConfiguration;
import io.computeplatform.internal.actuate.JobActuatorAutoConfiguration;
import io.computeplatform.internal.attempt.OrphanRecoveryAutoConfiguration;
import io.computeplatform.internal.broker.JobBrokerAutoConfiguration;
import io.computeplatform.internal.metrics.JobMetricsAutoConfiguration;
import io.computeplatform.internal.outbox.JobRelayAutoConfiguration;
import io.computeplatform.internal.retention.JobRetentionAutoConfiguration;
import io.computeplatform.internal.worker.JobWorkerAutoConfiguration;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Excludes auto-configurations that use the broker or start threads, in a context that
 * {@link WithoutBroker} marks.
 */
final class WithoutBrokerFilter implements AutoConfigurationImportFilter, BeanFactoryAware {

	static final Set<String> EXCLUDED = Set.of(JobBrokerAutoConfiguration.class.getName(),
			JobRelayAutoConfiguration.class.getName(), OrphanRecoveryAutoConfiguration.class.getName(),
			JobWorkerAutoConfiguration.class.getName(), JobRetentionAutoConfiguration.class.getName(),
			ReconciliationAutoConfiguration.class.getName(), JobMetricsAutoConfiguration.class.getName(),
			JobActuatorAutoConfiguration.class.getName(), Boot3HealthAutoConfiguration.class.getName(),
			Boot4HealthAutoConfiguration.class.getName());

	private boolean active;

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.active = beanFactory.containsBean(WithoutBroker.BEAN_NAME);
	}

	@Override
	public boolean[] match(@Nullable String[] autoConfigurationClasses, AutoConfigurationMetadata metadata) {
		boolean[] match = new boolean[autoConfigurationClasses.length];
		for (int i = 0; i < match.length; i++) {
			String name = autoConfigurationClasses[i];
			match[i] = name == null || !this.active || !EXCLUDED.contains(name);
		}
		return match;
	}

}
