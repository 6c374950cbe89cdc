package io.computeplatform.internal.queue;

import java.lang.reflect.AnnotatedElement;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.JobExecutor;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.AsyncAnnotationBeanPostProcessor;
import org.springframework.util.ReflectionUtils;

/**
 * Compares the executors with their definitions, before any job runs. Creates those whose
 * definition does not determine the implementation class, also with lazy initialization.
 */
final class ExecutorCheck implements SmartInitializingSingleton {

	private final ConfigurableListableBeanFactory beanFactory;

	private final JobQueues queues;

	ExecutorCheck(ConfigurableListableBeanFactory beanFactory, JobQueues queues) {
		this.beanFactory = beanFactory;
		this.queues = queues;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Map<String, ExecutorDefinition> known = this.queues.executors()
			.stream()
			.collect(Collectors.toMap(ExecutorDefinition::beanName, Function.identity()));
		for (String name : ExecutorScan.names(this.beanFactory)) {
			ExecutorDefinition definition = known.get(name);
			if (definition == null) {
				throw new ComputeConfigurationException(
						"The bean '" + name + "' is a JobExecutor, which can't be seen from its declaration.",
						"Declare the bean as JobExecutor<P> with a concrete P, or as a class that implements it.");
			}
			// Spring represents a null bean by another object.
			if (this.beanFactory.containsSingleton(name) && !(this.beanFactory.getBean(name) instanceof JobExecutor)) {
				throw new ComputeConfigurationException("The JobExecutor bean '" + name + "' is null.",
						"Return an executor from its @Bean method, or put a condition on that.");
			}
			if (isAsync(name)) {
				throw new ComputeConfigurationException("The JobExecutor bean '" + name
						+ "' is @Async: its jobs would be complete before they have run, " + "even those that fail.",
						"Remove @Async from it. compute.async.queues.<name>.concurrency determines how many jobs run at "
								+ "once.");
			}
			if (!definition.isComplete() && this.beanFactory.isSingleton(name)) {
				definition.check(this.beanFactory.getBean(name));
			}
		}
	}

	private boolean isAsync(String name) {
		Class<?> type = this.beanFactory.containsSingleton(name)
				? AopUtils.getTargetClass(this.beanFactory.getBean(name)) : this.beanFactory.getType(name);
		return type != null
				// By type: its name depends on Spring's version.
				&& this.beanFactory.getBeanNamesForType(AsyncAnnotationBeanPostProcessor.class, true, false).length > 0
				&& (hasAsync(type) || Stream.of(ReflectionUtils.getUniqueDeclaredMethods(type))
					.anyMatch((method) -> method.getName().equals("execute") && hasAsync(method)));
	}

	private static boolean hasAsync(AnnotatedElement element) {
		return AnnotatedElementUtils.hasAnnotation(element, Async.class);
	}

}
