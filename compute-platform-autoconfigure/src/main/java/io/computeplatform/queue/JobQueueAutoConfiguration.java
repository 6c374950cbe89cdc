package io.computeplatform.queue;

import io.computeplatform.ComputeAsyncProperties;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Reads and checks the properties and the executors.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "compute.async.enabled", matchIfMissing = true)
@EnableConfigurationProperties(ComputeAsyncProperties.class)
public final class JobQueueAutoConfiguration {

	@Bean
	JobQueues computeJobQueues(ComputeAsyncProperties properties, ConfigurableListableBeanFactory beanFactory) {
		new PropertiesCheck(properties, beanFactory.getBeanClassLoader()).run();
		return new JobQueuesFactory(properties, new ExecutorScan(beanFactory).run()).create();
	}

}
