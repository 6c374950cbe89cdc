package io.computeplatform.internal.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

import io.computeplatform.ComputeAsyncProperties.Queue;
import io.computeplatform.ComputeConfigurationException;

/**
 * The settings of each queue. Spring Boot ignores case and dashes when it compares names,
 * and an environment variable has neither: COMPUTE_ASYNC_QUEUES_BIGREPORTS_CONCURRENCY
 * configures the queue "big-reports", and must not add a queue "bigreports".
 */
final class QueueSettings {

	private final Map<String, Queue> byName = new TreeMap<>();

	QueueSettings(Map<String, Queue> properties, Collection<String> served, Queue defaults) {
		Map<String, List<String>> groups = new TreeMap<>();
		for (String name : union(properties.keySet(), served)) {
			groups.computeIfAbsent(uniform(name), (uniform) -> new ArrayList<>()).add(name);
		}
		groups.forEach((uniform, names) -> {
			Queue common = properties.getOrDefault(uniform, defaults);
			if (names.size() > 1 && !served.contains(uniform)) {
				names.remove(uniform);
			}
			checkDistinct(names, properties);
			names.forEach((name) -> this.byName.put(name, properties.getOrDefault(name, common)));
		});
	}

	private static Collection<String> union(Collection<String> some, Collection<String> others) {
		Collection<String> all = new TreeSet<>(some);
		all.addAll(others);
		return all;
	}

	private static String uniform(String name) {
		return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
	}

	private static void checkDistinct(List<String> names, Map<String, Queue> properties) {
		if (names.size() > 1 && names.stream().anyMatch(properties::containsKey)) {
			throw new ComputeConfigurationException(
					"The queues " + names + " under compute.async.queues can't be told apart: "
							+ "Spring Boot ignores case, dashes and underscores in the names of properties.",
					"Use one spelling in all properties and in @ForQueue, or names that differ in more than that.");
		}
	}

	Map<String, Queue> byName() {
		return this.byName;
	}

}
