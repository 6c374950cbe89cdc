package io.computeplatform.internal.queue;

import java.util.List;

import io.computeplatform.ComputeAsyncProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of queues: reads and validates the properties and the executors.
 */
@AutoConfiguration
@ConditionalOnProperty(name = "compute.async.enabled", matchIfMissing = true)
@Conditional(OwnEngineCondition.class)
@EnableConfigurationProperties(ComputeAsyncProperties.class)
public final class JobQueueAutoConfiguration {

	private static final List<String> SWITCHES = List.of("compute.async.enabled", "compute.async.worker.enabled",
			"compute.async.retention.enabled", "compute.async.dead-letters.remove-stale");

	@Bean
	JobQueues computeJobQueues(ComputeAsyncProperties properties, Environment environment,
			ConfigurableListableBeanFactory beanFactory) {
		SWITCHES.forEach((name) -> checkSwitch(name, environment.getProperty(name)));
		new RawValues(environment).check("compute.async", properties);
		new PropertiesCheck(properties, beanFactory.getBeanClassLoader()).run();
		return new JobQueuesFactory(properties, new ExecutorScan(beanFactory).run(), beanFactory.getBeanClassLoader())
			.create();
	}

	@Bean
	// Not lazy: no bean injects it.
	@Lazy(false)
	ExecutorCheck computeExecutorCheck(ConfigurableListableBeanFactory beanFactory, JobQueues queues) {
		return new ExecutorCheck(beanFactory, queues);
	}

	private static void checkSwitch(String name, @Nullable String value) {
		// A condition treats each value except "false" as true, "off" and "no" too.
		if (value != null && !value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
			throw new InvalidConfigurationPropertyValueException(name, value, "It must be true or false.");
		}
	}

}
