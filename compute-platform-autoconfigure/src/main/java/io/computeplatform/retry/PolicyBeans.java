package io.computeplatform.retry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.computeplatform.ComputeConfigurationException;
import io.computeplatform.ForQueue;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Policy beans of one kind: those for single queues, and the one for all others.
 *
 * @param <T> kind of policy
 */
final class PolicyBeans<T> {

	private static final String ALL = "*";

	private final Map<String, T> byQueue = new HashMap<>();

	PolicyBeans(ListableBeanFactory beanFactory, Class<T> kind, List<String> queues) {
		Map<String, String> names = new HashMap<>();
		beanFactory.getBeansOfType(kind).forEach((name, bean) -> {
			for (String queue : queuesOf(beanFactory, kind, name)) {
				check(queue, name, names.put(queue, name), kind, queues);
				this.byQueue.put(queue, bean);
			}
		});
	}

	private static Set<String> queuesOf(ListableBeanFactory beanFactory, Class<?> kind, String name) {
		ForQueue annotation = beanFactory.findAnnotationOnBean(name, ForQueue.class);
		if (annotation == null) {
			return Set.of(ALL);
		}
		if (annotation.value().length == 0) {
			throw new ComputeConfigurationException(
					"@ForQueue on the " + kind.getSimpleName() + " bean '" + name + "' names no queue.",
					"Name at least one, or remove the annotation to serve every queue.");
		}
		return new LinkedHashSet<>(Arrays.asList(annotation.value()));
	}

	private static void check(String queue, String name, @Nullable String other, Class<?> kind, List<String> queues) {
		if (!queue.equals(ALL) && !queues.contains(queue)) {
			throw new ComputeConfigurationException(
					"The " + kind.getSimpleName() + " bean '" + name + "' is for a queue '" + queue
							+ "' that does not exist. There are: " + queues + ".",
					"Correct its @ForQueue, or add the queue under compute.async.queues.");
		}
		if (other != null) {
			throw new ComputeConfigurationException(
					"The " + kind.getSimpleName() + " beans " + Arrays.asList(other, name) + " are both for "
							+ (queue.equals(ALL) ? "all queues" : "queue '" + queue + "'") + ".",
					"Restrict each to its own queues with @ForQueue, or remove one of them.");
		}
	}

	@Nullable T find(String queue) {
		return this.byQueue.getOrDefault(queue, this.byQueue.get(ALL));
	}

}
