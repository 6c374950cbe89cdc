package io.computeplatform.retry;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
			ForQueue annotation = beanFactory.findAnnotationOnBean(name, ForQueue.class);
			for (String queue : (annotation != null) ? annotation.value() : new String[] { ALL }) {
				check(queue, name, names.put(queue, name), kind, queues);
				this.byQueue.put(queue, bean);
			}
		});
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
