package io.computeplatform.internal.retry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.ForQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Policy beans of one kind that apply to jobs: those for single queues, and the one for
 * all others. Those of a parent context apply if the context itself has none.
 *
 * @param <T> kind of policy
 */
final class PolicyBeans<T> {

	private static final Logger LOG = LoggerFactory.getLogger(PolicyBeans.class);

	private static final String ALL = "*";

	private final Map<String, T> byQueue = new HashMap<>();

	private final Class<T> kind;

	private final List<String> queues;

	PolicyBeans(ConfigurableListableBeanFactory beanFactory, Class<T> kind, List<String> queues) {
		this.kind = kind;
		this.queues = queues;
		add(beanFactory, true);
		for (ConfigurableListableBeanFactory parent = parentOf(beanFactory); parent != null; parent = parentOf(
				parent)) {
			add(parent, false);
		}
	}

	private static @Nullable ConfigurableListableBeanFactory parentOf(ConfigurableListableBeanFactory beanFactory) {
		BeanFactory parent = beanFactory.getParentBeanFactory();
		if (parent instanceof ConfigurableApplicationContext context) {
			return context.getBeanFactory();
		}
		return (parent instanceof ConfigurableListableBeanFactory factory) ? factory : null;
	}

	private void add(ConfigurableListableBeanFactory beanFactory, boolean isOwn) {
		PolicyAnnotations marks = new PolicyAnnotations(beanFactory);
		Map<String, String> names = new HashMap<>();
		for (String name : beanFactory.getBeanNamesForType(this.kind)) {
			if (!marks.isMeantForJobs(name)) {
				if (isOwn && !marks.isScopedTarget(name)) {
					LOG.info("The {} bean '{}' does not apply to jobs. To apply it, mark its @Bean "
							+ "method or its class with @ForJobs, or with @ForQueue for single queues, "
							+ "and leave it an autowire candidate", this.kind.getSimpleName(), name);
				}
				continue;
			}
			for (String queue : queuesOf(marks, name)) {
				if (isOwn) {
					check(queue, name, names.put(queue, name));
				}
				this.byQueue.computeIfAbsent(queue, (absent) -> beanFactory.getBean(name, this.kind));
			}
		}
	}

	private Set<String> queuesOf(PolicyAnnotations marks, String name) {
		ForQueue annotation = marks.find(name, ForQueue.class);
		if (annotation == null) {
			return Set.of(ALL);
		}
		if (annotation.value().length == 0) {
			throw new ComputeConfigurationException(
					"@ForQueue on the " + this.kind.getSimpleName() + " bean '" + name + "' names no queue.",
					"Name at least one, or write @ForJobs to serve every queue.");
		}
		return new LinkedHashSet<>(Arrays.asList(annotation.value()));
	}

	private void check(String queue, String name, @Nullable String other) {
		if (!queue.equals(ALL) && !this.queues.contains(queue)) {
			throw new ComputeConfigurationException(
					"The " + this.kind.getSimpleName() + " bean '" + name + "' is for a queue '" + queue
							+ "' that does not exist. There are: " + this.queues + ".",
					"Correct its @ForQueue, or add the queue under compute.async.queues.");
		}
		if (other != null) {
			throw new ComputeConfigurationException(
					"The " + this.kind.getSimpleName() + " beans " + Arrays.asList(other, name) + " are both for "
							+ (queue.equals(ALL) ? "all queues" : "queue '" + queue + "'") + ".",
					"Restrict each to its own queues with @ForQueue, or remove one of them.");
		}
	}

	@Nullable T find(String queue) {
		return this.byQueue.getOrDefault(queue, this.byQueue.get(ALL));
	}

}
