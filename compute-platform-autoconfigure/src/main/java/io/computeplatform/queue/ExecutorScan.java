package io.computeplatform.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.ForQueue;
import io.computeplatform.JobExecutor;

import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.ResolvableType;

/**
 * Finds executors by their bean definitions. Creates none of them: an executor may need
 * the front door, and the front door needs to know the queues.
 */
final class ExecutorScan {

	private final ConfigurableListableBeanFactory beanFactory;

	ExecutorScan(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	List<ExecutorDefinition> run() {
		List<ExecutorDefinition> definitions = new ArrayList<>();
		for (String name : this.beanFactory.getBeanNamesForType(JobExecutor.class, true, false)) {
			if (ScopedProxyUtils.isScopedTarget(name)) {
				continue;
			}
			String target = ScopedProxyUtils.getTargetBeanName(name);
			String declared = this.beanFactory.containsBeanDefinition(target) ? target : name;
			ResolvableType payload = declaredType(declared).as(JobExecutor.class).getGeneric(0);
			Class<?> payloadClass = payload.resolve();
			if (payloadClass == null || payloadClass == Object.class) {
				throw new ComputeConfigurationException(
						"The payload type of the JobExecutor bean '" + name + "' can't be told from its declaration.",
						"Declare the bean as JobExecutor<P> with a concrete P, or as a class that implements it.");
			}
			definitions.add(new ExecutorDefinition(name, payload.getType(), payloadClass, queuesOf(declared)));
		}
		return definitions;
	}

	private ResolvableType declaredType(String name) {
		if (this.beanFactory.containsBeanDefinition(name)
				&& this.beanFactory.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition) {
			ResolvableType declared = definition.getResolvableType();
			// A component that was scanned is known by its class's name only.
			if (declared.resolve() != null) {
				return declared;
			}
		}
		return ResolvableType.forClass(this.beanFactory.getType(name, false));
	}

	private Set<String> queuesOf(String name) {
		ForQueue annotation = this.beanFactory.findAnnotationOnBean(name, ForQueue.class, false);
		if (annotation == null) {
			return Set.of();
		}
		if (annotation.value().length == 0) {
			// No queue at all must not turn into every queue.
			throw new ComputeConfigurationException("@ForQueue on the JobExecutor bean '" + name + "' names no queue.",
					"Name at least one, or remove the annotation to serve every queue.");
		}
		return Set.copyOf(Arrays.asList(annotation.value()));
	}

}
